"""Tag on a Dask cluster: we send work and take results; scheduling, retries, spilling and TLS are Dask's."""

from __future__ import annotations

import io
import sys
import tarfile
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Any

from spacy.util import minibatch

from core.corpus.engine import ModelSource, Wanted, pipeline_digest
from core.domain.text.spans import ScoredSpan
from core.errors import RequestError, WorkError
from core.learning.pipeline.recognizer import Recognizer

_BATCH = 64
"""Texts in a task."""

_IN_FLIGHT = 4
"""Tasks for each thread of the cluster that are sent before results are taken: memory here stays flat."""

_PATIENCE = 10
"""Seconds in which the scheduler answers."""

_SILENCE = 15
"""Seconds without a worker after which the user is told."""


@dataclass(frozen=True)
class DaskEngine:
    """Tags on the workers of a Dask cluster.

    Attributes:
        scheduler: its address, `tcp://HOST:PORT`; texts go nowhere else. Empty for a cluster of our own.
        scheduler_file: the file that a scheduler wrote, instead of its address.
        workers: number of workers of our own cluster.
        tell: called with a sentence when the cluster has no worker.
    """

    scheduler: str = ""
    scheduler_file: str = ""
    workers: int = 0
    tell: Callable[[str], None] = lambda _: None

    def tag(self, model: ModelSource, texts: Iterable[str], wanted: Wanted) -> Iterator[Sequence[ScoredSpan]]:
        """Yield the spans of each text.

        Raises:
            RequestError: Dask is not installed, or a worker has other versions than this machine.
            WorkError: the scheduler does not answer, or the model cannot be loaded there.
        """
        with self._client() as client:
            self._wait_for_workers(client)
            _check_versions(client.run(_versions))
            # A task, not scattered data: the scheduler makes it again for a worker that comes when all others are gone.
            bundle = client.submit(bytes, _bundle(model.folder), key=f"autotag-model-{model.digest}")
            limit = _IN_FLIGHT * max(1, sum(client.nthreads().values()))
            running: deque[Any] = deque()
            for batch in minibatch(texts, _BATCH):  # type: ignore[no-untyped-call]  # by spaCy
                if len(running) >= limit:
                    yield from self._result(client, running.popleft())
                running.append(client.submit(_tag_batch, bundle, model.digest, batch, wanted, pure=False))
            while running:
                yield from self._result(client, running.popleft())

    def _result(self, client: Any, future: Any) -> list[list[ScoredSpan]]:
        distributed = _distributed()
        while True:
            try:
                spans: list[list[ScoredSpan]] = future.result(timeout=_SILENCE)
            except (TimeoutError, distributed.TimeoutError):
                if not client.nthreads():
                    self.tell("The cluster has no worker left; waiting for one. ctrl+c stops and keeps whole parts.")
            except distributed.scheduler.KilledWorker as error:
                raise WorkError(
                    f"A batch killed several workers of the cluster, most likely for want of memory: {error}."
                ) from None
            else:
                return spans

    @contextmanager
    def _client(self) -> Iterator[Any]:
        distributed = _distributed()
        if self.workers:
            with (
                distributed.LocalCluster(
                    n_workers=self.workers, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
                ) as cluster,
                distributed.Client(cluster) as client,
            ):
                yield client
            return
        where = {"scheduler_file": self.scheduler_file} if self.scheduler_file else {"address": self.scheduler}
        try:
            client = distributed.Client(**where, timeout=_PATIENCE, set_as_default=False)
        except (OSError, TimeoutError, ValueError, TypeError, RuntimeError) as error:
            name = self.scheduler_file or self.scheduler
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise WorkError(
                f"No Dask scheduler answers at {name} ({reason}); start it, or correct the address: tcp://HOST:PORT, "
                "or tls://HOST:PORT with Dask's own configuration of certificates."
            ) from None
        with client:
            yield client

    def _wait_for_workers(self, client: Any) -> None:
        while not client.nthreads():
            try:
                client.wait_for_workers(1, timeout=_SILENCE)
            except (TimeoutError, _distributed().TimeoutError):
                self.tell("The cluster has no worker yet; waiting for one. ctrl+c stops.")


def _distributed() -> Any:
    try:
        return import_module("distributed")
    except ImportError:
        raise RequestError("To tag on a cluster, install Dask: pip install 'autotag[dask]'.") from None


def _bundle(folder: Path) -> bytes:
    """Return the files of a pipeline as one archive."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz", compresslevel=1) as archive:
        archive.add(folder, arcname=".")
    return content.getvalue()


def _versions() -> dict[str, str]:
    """Return the versions that have to be the same everywhere; runs on a worker."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return {"Python": python, **{name: version(name) for name in ("autotag", "spacy", "distributed")}}


def _check_versions(found: dict[str, dict[str, str]]) -> None:
    ours = _versions()
    for worker, theirs in found.items():
        for name, our_version in ours.items():
            if theirs.get(name) != our_version:
                their_version = theirs.get(name, "none")
                raise RequestError(f"The worker {worker} has {name} {their_version}, this machine {our_version}.")


def _tag_batch(bundle: bytes, digest: str, texts: Sequence[str], wanted: Wanted) -> list[list[ScoredSpan]]:
    """Tag some texts; runs on a worker, which loads each model once."""
    with _one_at_a_time:
        found = _loaded(digest, bundle).predict(
            (("", text) for text in texts),
            entities=wanted.entities,
            lowest=wanted.lowest,
            thresholds=wanted.thresholds,
        )
        return [spans for _, spans in found]


_latest: dict[str, Recognizer] = {}
"""The model that this worker has loaded, by its digest."""

_one_at_a_time = Lock()
"""spaCy is not safe for threads, of which a worker may have several."""


def _loaded(digest: str, bundle: bytes) -> Recognizer:
    if digest not in _latest:
        _latest.clear()
        _latest[digest] = _unpack(digest, bundle)
    return _latest[digest]


def _unpack(digest: str, bundle: bytes) -> Recognizer:
    """Unpack a model, check that it is the one that was sent, and load it.

    Raises:
        WorkError: it arrived damaged, or does not load.
    """
    with tempfile.TemporaryDirectory(prefix="autotag-model-") as parent:
        folder = Path(parent) / "pipeline"
        with tarfile.open(fileobj=io.BytesIO(bundle)) as archive:
            archive.extractall(folder, filter="data")
        if pipeline_digest(folder) != digest:
            raise WorkError("The model arrived damaged at a worker of the cluster; start again.")
        return Recognizer.load(folder)
