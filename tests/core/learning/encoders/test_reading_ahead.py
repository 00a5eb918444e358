"""Texts that an encoder reads while no job waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import repeat
from pathlib import Path

import pytest

from core.domain.models.metrics import Evaluation
from core.domain.models.model import GuessGain, Model, Recipe
from core.domain.models.splits import Split, SplitKind
from core.jobs.reading_ahead import read_ahead
from core.learning.encoders.folder import EncoderFolder
from core.services.project.projects import Project
from core.store.caches.states import StateStore
from core.store.models import keep_model, partial_model
from core.store.texts.index import scan


@pytest.fixture
def store(tickets: Project) -> StateStore:
    for _ in scan(tickets.paths, "ann"):
        pass
    return StateStore(tickets.paths)


def keep(project: Project, encoder: Path, *, used: bool) -> str:
    """Keep a model that was trained with an encoder, and return the encoder's digest."""
    model = Model(
        "m", Recipe.FAST, f"encoder:{encoder}", "", "2026-01-02T10:00:00.000+00:00", 0.0, Split(SplitKind.CROSS), (),
        (), {}, {}, Evaluation(), gain=GuessGain("tiny", 0.5, 0.6, used),
    )  # fmt: skip
    partial_model(project.paths, "job").mkdir()
    keep_model(project.paths, model, "job")
    return EncoderFolder.find(encoder).digest()


def texts_of(project: Project) -> list[str]:
    return [path.read_text("utf-8") for path in project.folder.rglob("*.txt") if "autotag" not in path.parts]


def test_all_texts_are_read(tickets: Project, store: StateStore, encoder: Path) -> None:
    digest = keep(tickets, encoder, used=True)
    read_ahead(tickets.paths, lambda: True)
    assert all(store.has(digest, text) for text in texts_of(tickets))


def test_reading_stops_once_a_job_waits(tickets: Project, store: StateStore, encoder: Path) -> None:
    digest = keep(tickets, encoder, used=True)
    answers: Iterator[bool] = iter([True, True, *repeat(False, 1000)])
    read_ahead(tickets.paths, lambda: next(answers))
    assert 1 <= sum(store.has(digest, text) for text in set(texts_of(tickets))) <= 2


def test_nothing_is_read_with_an_encoder_that_made_the_model_no_better(
    tickets: Project, store: StateStore, encoder: Path
) -> None:
    digest = keep(tickets, encoder, used=False)
    read_ahead(tickets.paths, lambda: True)
    assert not any(store.has(digest, text) for text in texts_of(tickets))


def test_an_encoder_that_is_gone_stops_nothing(
    tickets: Project, store: StateStore, make_encoder: Callable[..., Path], tmp_path: Path
) -> None:
    digest = keep(tickets, make_encoder(tmp_path / "gone", ["anna"]), used=True)
    (tmp_path / "gone").rename(tmp_path / "moved")
    read_ahead(tickets.paths, lambda: True)
    assert not any(store.has(digest, text) for text in texts_of(tickets))
