from __future__ import annotations

from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest

from core.domain.models.model import Model
from core.errors import WorkError
from core.learning.pipeline.recognizer import Recognizer
from core.learning.training.examples import Example

Trained = tuple[Model, Path]


def test_spans_lie_in_the_text_and_have_probabilities(fast: Trained, others: list[Example]) -> None:
    text = "".join(example.text for example in others)

    [(_, spans)] = Recognizer.load(fast[1]).predict([("all", text)], lowest=0.0)

    assert spans
    assert all(0 <= span.start < span.end <= len(text) and 0 <= span.score <= 1 for span in spans)
    assert len({span.span for span in spans}) == len(spans)


def test_only_the_wanted_entities_are_found(fast: Trained, others: list[Example]) -> None:
    [(_, spans)] = Recognizer.load(fast[1]).predict([("a", others[0].text)], entities=["City"])

    assert {span.entity for span in spans} == {"City"}


@pytest.mark.parametrize("limits", [{"lowest": 1.1}, {"thresholds": {"City": 1.1, "Person": 1.1, "Rate": 1.1}}])
def test_nothing_below_a_lowest_score_is_given(fast: Trained, others: list[Example], limits: dict[str, Any]) -> None:
    assert list(Recognizer.load(fast[1]).predict([("a", others[0].text)], **limits)) == [("a", [])]


def test_an_entity_can_have_a_lowest_score_of_its_own(fast: Trained, others: list[Example]) -> None:
    recognizer = Recognizer.load(fast[1])

    [(_, some)] = recognizer.predict([("a", others[0].text)], thresholds={"City": 1.1})
    [(_, city)] = recognizer.predict([("a", others[0].text)], lowest=1.1, thresholds={"City": 0.0})

    assert {span.entity for span in some} == {"Person", "Rate"}
    assert {span.entity for span in city} == {"City"}


def test_two_processes_find_what_one_finds(fast: Trained, others: list[Example]) -> None:
    recognizer = Recognizer.load(fast[1])
    texts = [(f"{number}", example.text) for number, example in enumerate(others * 8)]

    assert list(recognizer.predict(texts, processes=2)) == list(recognizer.predict(texts))


def test_texts_are_taken_as_needed(fast: Trained) -> None:
    taken = count()
    texts = ((str(number), "From: Ada Byron") for number in taken)

    names = [name for name, _ in islice(Recognizer.load(fast[1]).predict(texts), 40)]

    assert names == [str(number) for number in range(40)]
    assert next(taken) < 100


def test_hostile_texts_are_survived(fast: Trained) -> None:
    texts = ["", "\x00\x1b[31m", "\r\n \t", "👩‍👧" * 50, "a" * 100_000, "\ufeffFrom: 日本"]

    results = list(Recognizer.load(fast[1]).predict((str(n), text) for n, text in enumerate(texts)))

    assert [name for name, _ in results] == [str(n) for n in range(len(texts))]


def test_a_folder_that_is_gone_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(WorkError, match="gone"):
        Recognizer.load(tmp_path / "gone")


def test_a_damaged_pipeline_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "config.cfg").write_text("[nlp", "utf-8")

    with pytest.raises(WorkError, match="train it again"):
        Recognizer.load(tmp_path)
