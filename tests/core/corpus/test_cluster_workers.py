"""Workers of a Dask cluster that are of other versions, come late, or are all gone for a while."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core.corpus.engine import LocalEngine, ModelSource
from core.domain.project.cluster import Cluster
from core.errors import RequestError
from core.learning.pipeline.wanted import Wanted
from tests.core.corpus.conftest import TEXTS

distributed = pytest.importorskip("distributed")

from core.corpus.cluster import DaskEngine  # noqa: E402 - after the check that Dask is there

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),  # Dask's own
]

StartWorker = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def scheduler() -> Iterator[str]:
    """The address of a scheduler without workers."""
    with distributed.LocalCluster(n_workers=0, dashboard_address=None, host="127.0.0.1") as started:
        yield started.scheduler_address


@pytest.fixture
def start_worker(scheduler: str, tmp_path: Path) -> Iterator[StartWorker]:
    """Starts a worker, which finds the modules in a folder before those that are installed."""
    started = []

    def start(first: Path = tmp_path) -> subprocess.Popen[bytes]:
        code = (
            f"import sys; sys.path.insert(0, {str(first)!r}); from distributed.cli.dask_worker import main; "
            f"main(['{scheduler}', '--nthreads', '1', '--no-nanny', '--no-dashboard', '--host', '127.0.0.1'])"
        )
        process = subprocess.Popen(
            [sys.executable, "-c", code], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def tagged(engine: DaskEngine, pipeline: Path) -> list[Any]:
    return list(engine.tag(ModelSource.of("m", pipeline), iter(TEXTS), Wanted()))


def test_a_worker_of_another_version_is_named_before_the_first_task(
    scheduler: str, start_worker: StartWorker, pipeline: Path, tmp_path: Path
) -> None:
    metadata = tmp_path / "autotag-9.9.dist-info" / "METADATA"
    metadata.parent.mkdir()
    metadata.write_text("Metadata-Version: 2.1\nName: autotag\nVersion: 9.9\n")
    start_worker(tmp_path)

    with pytest.raises(RequestError, match=r"The worker tcp://127\.0\.0\.1:\d+ has autotag 9\.9, this machine "):
        tagged(DaskEngine(Cluster(scheduler)), pipeline)


def test_a_worker_without_autotag_is_named_in_a_sentence(
    scheduler: str, start_worker: StartWorker, pipeline: Path, tmp_path: Path
) -> None:
    package = tmp_path / "core" / "__init__.py"
    package.parent.mkdir()
    package.write_text("raise ModuleNotFoundError('No module named core')")
    start_worker(tmp_path)

    with pytest.raises(
        RequestError, match=r"The worker tcp://127\.0\.0\.1:\d+ cannot load autotag \(.*\); install version "
    ):
        tagged(DaskEngine(Cluster(scheduler)), pipeline)


def test_it_waits_for_a_worker_and_says_so(
    scheduler: str, start_worker: StartWorker, pipeline: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.learning.cluster.client._SILENCE", 1)
    said: list[str] = []

    def tell(sentence: str) -> None:
        if not said:
            start_worker()
        said.append(sentence)

    expected = list(LocalEngine().tag(ModelSource.of("m", pipeline), iter(TEXTS), Wanted()))

    assert tagged(DaskEngine(Cluster(scheduler), tell=tell), pipeline) == expected
    assert set(said) == {"The cluster has no worker yet; waiting for one."}


def test_once_all_workers_are_gone_it_says_so_and_goes_on_with_the_next(
    scheduler: str, start_worker: StartWorker, pipeline: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.learning.cluster.client._SILENCE", 1)
    worker = start_worker()
    said: list[str] = []
    model = ModelSource.of("m", pipeline)
    texts = [f"{number}. {TEXTS[number % len(TEXTS)]}" for number in range(2000)]

    def tell(sentence: str) -> None:
        if worker.poll() is not None and not said:
            start_worker()
            said.append(sentence)

    found = []
    for spans in DaskEngine(Cluster(scheduler), tell=tell).tag(model, iter(texts), Wanted()):
        found.append(spans)
        if len(found) == 1:
            worker.kill()
            worker.wait()

    assert found == list(LocalEngine().tag(model, iter(texts), Wanted()))
    assert said == ["The cluster has no worker left; waiting for one. What is done is kept if this is stopped."]
