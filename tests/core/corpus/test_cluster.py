"""A corpus tagged on a Dask cluster on loopback: the same spans as on this machine, whatever happens to workers."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.corpus.engine import LocalEngine, ModelSource
from core.domain.project.cluster import Cluster
from core.errors import WorkError
from core.learning.pipeline.wanted import Wanted
from tests.core.corpus.conftest import TEXTS

distributed = pytest.importorskip("distributed")

from core.corpus.cluster import DaskEngine  # noqa: E402 - after the check that Dask is there

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),  # Dask's own
]


@pytest.fixture
def cluster() -> Iterator[Any]:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
    ) as started:
        yield started


def numbered(count: int) -> Iterator[str]:
    return (f"{number}. {TEXTS[number % len(TEXTS)]}" for number in range(count))


def test_the_spans_are_those_of_this_machine_though_a_worker_is_killed(cluster: Any, pipeline: Path) -> None:
    model = ModelSource.of("m", pipeline)
    expected = list(LocalEngine().tag(model, numbered(2000), Wanted()))

    def texts() -> Iterator[str]:
        for number, text in enumerate(numbered(2000)):
            if number == 700:
                os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
            yield text

    assert list(DaskEngine(Cluster(cluster.scheduler_address)).tag(model, texts(), Wanted())) == expected


def test_a_scheduler_that_is_not_there_is_a_sentence(pipeline: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.learning.cluster.client._PATIENCE", 1)
    engine = DaskEngine(Cluster("tcp://127.0.0.1:9"))
    with pytest.raises(WorkError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        next(engine.tag(ModelSource.of("m", pipeline), iter(TEXTS), Wanted()))
