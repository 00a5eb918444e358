"""A Dask cluster, as users name it."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import RequestError


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster: one of the three says which.

    Attributes:
        scheduler: address of its scheduler, `tcp://HOST:PORT` or `tls://HOST:PORT`; texts go nowhere else.
        scheduler_file: file that its scheduler wrote, instead of the address.
        workers: number of workers of a cluster of our own on this machine.
    """

    scheduler: str = ""
    scheduler_file: str = ""
    workers: int = 0

    def check(self) -> None:
        """Check that it is named in one way.

        Raises:
            RequestError: it is not.
        """
        if sum(map(bool, (self.scheduler, self.scheduler_file, self.workers))) != 1 or self.workers < 0:
            raise RequestError("A Dask cluster is named by one of --scheduler, --scheduler-file and --workers.")

    @property
    def name(self) -> str:
        """What to call it in a sentence."""
        return self.scheduler or self.scheduler_file or f"{self.workers} workers of this machine"
