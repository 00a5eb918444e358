from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from core.domain.models.model import Model, Recipe
from core.domain.models.splits import Split, SplitKind
from core.domain.models.training import TrainingSpec
from core.domain.text.spans import Span
from core.learning.training.background import result_of
from core.learning.training.examples import Example
from core.learning.training.training import train

NAMES = ["Ada Byron", "Grace Hopper", "Alan Turing", "Edsger Dijkstra", "Barbara Liskov", "Donald Knuth", "Tony Hoare"]
CITIES = ["Paris", "New York", "Oslo", "Rome", "Kyoto", "Lima", "Cape Town"]


def letter(number: int) -> Example:
    """A short letter with a sender, a city and an amount whose percent sign is not part of the tag."""
    rng = random.Random(number)
    name, city, amount = rng.choice(NAMES), rng.choice(CITIES), str(rng.randint(1, 99))
    parts = [
        ("From: ", ""),
        (name, "Person"),
        ("\nSent from ", ""),
        (city, "City"),
        ("\n\nWe agreed on a rate of ", ""),
        (amount, "Rate"),
        ("%, as said.\n", ""),
    ]
    text, spans = "", []
    for part, entity in parts:
        if entity:
            spans.append(Span(len(text), len(text) + len(part), entity))
        text += part
    return Example(f"{number:02}.txt", text, tuple(spans))


@pytest.fixture(scope="session")
def letters() -> list[Example]:
    return [letter(number) for number in range(12)]


@pytest.fixture(scope="session")
def others() -> list[Example]:
    return [letter(number) for number in range(50, 56)]


Run = Callable[..., Model]


@pytest.fixture(scope="session")
def run() -> Run:
    def to_the_end(
        training: Sequence[Example],
        folder: Path,
        recipe: Recipe = Recipe.FAST,
        testing: Sequence[Example] = (),
        base: str = "",
    ) -> Model:
        kind = SplitKind.MANUAL if testing else SplitKind.CROSS
        return result_of(train(TrainingSpec("letters", recipe, base, Split(kind)), training, testing, folder))

    return to_the_end


@pytest.fixture(scope="session")
def fast(letters: list[Example], run: Run, tmp_path_factory: pytest.TempPathFactory) -> tuple[Model, Path]:
    folder = tmp_path_factory.mktemp("fast") / "pipeline"
    return run(letters, folder), folder
