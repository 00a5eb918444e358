"""The connection to a Dask cluster, and the results that come over it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.metadata import version
from typing import Any

from core.domain.project.cluster import Cluster
from core.errors import RequestError, WorkError

Tell = Callable[[str], None]
"""Takes a sentence for the user."""

_PATIENCE = 10
"""Seconds in which the scheduler answers."""

_SILENCE = 15
"""Seconds without a worker after which a sentence says so."""

NO_WORKER_LEFT = "The cluster has no worker left; waiting for one. What is done is kept if this is stopped."


@contextmanager
def connected(cluster: Cluster, tell: Tell) -> Iterator[Any]:
    """Open a client whose cluster has workers, all of the same versions as this machine.

    Args:
        cluster: where.
        tell: called with a sentence while the cluster has no worker.

    Raises:
        RequestError: Dask is not installed, or a worker has other versions or no autotag.
        WorkError: the scheduler does not answer.
    """
    with _client(cluster) as client:
        while not client.nthreads():
            try:
                client.wait_for_workers(1, timeout=_SILENCE)
            except (TimeoutError, _distributed().TimeoutError):
                tell("The cluster has no worker yet; waiting for one.")
        _check_versions(client.run(_versions, on_error="return"))
        yield client


def result_of(client: Any, future: Any, tell: Tell) -> Any:
    """Wait for the result of a task, however often workers die meanwhile.

    Raises:
        WorkError: the task itself killed several workers.
        Whatever the task raises.
    """
    distributed = _distributed()
    while True:
        try:
            return future.result(timeout=_SILENCE)
        except (TimeoutError, distributed.TimeoutError):
            if not client.nthreads():
                tell(NO_WORKER_LEFT)
        except distributed.scheduler.KilledWorker as error:
            raise WorkError(
                f"A task killed several workers of the cluster, most likely for want of memory: {error}."
            ) from None


@contextmanager
def _client(cluster: Cluster) -> Iterator[Any]:
    cluster.check()
    distributed = _distributed()
    if cluster.workers:
        with (
            distributed.LocalCluster(
                n_workers=cluster.workers, threads_per_worker=1, dashboard_address="127.0.0.1:0", host="127.0.0.1"
            ) as local,
            distributed.Client(local, set_as_default=False) as client,
        ):
            yield client
        return
    where = {"scheduler_file": cluster.scheduler_file} if cluster.scheduler_file else {"address": cluster.scheduler}
    try:
        client = distributed.Client(**where, timeout=_PATIENCE, set_as_default=False)
    except (OSError, TimeoutError, ValueError, TypeError, RuntimeError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise WorkError(
            f"No Dask scheduler answers at {cluster.name} ({reason}); start it, or correct the address: "
            "tcp://HOST:PORT, or tls://HOST:PORT with Dask's own configuration of certificates."
        ) from None
    with client:
        yield client


def _distributed() -> Any:
    try:
        return import_module("distributed")
    except ImportError:
        raise RequestError("To work on a cluster, install Dask: pip install 'autotag[dask]'.") from None


def _versions() -> dict[str, str]:
    """Return the versions that have to be the same everywhere; runs on a worker."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return {"Python": python, **{name: version(name) for name in ("autotag", "spacy", "distributed")}}


def _check_versions(found: dict[str, dict[str, str] | Exception]) -> None:
    ours = _versions()
    for worker, theirs in found.items():
        if isinstance(theirs, Exception):
            raise RequestError(
                f"The worker {worker} cannot load autotag ({theirs}); install version {ours['autotag']} there."
            )
        for name, our_version in ours.items():
            if theirs.get(name) != our_version:
                their_version = theirs.get(name, "none")
                raise RequestError(f"The worker {worker} has {name} {their_version}, this machine {our_version}.")
