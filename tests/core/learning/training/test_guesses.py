"""Training and predicting with the guesses of a guesser."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.domain.models.model import Model, Recipe
from core.domain.models.splits import Split, SplitKind
from core.domain.models.training import TrainingSpec
from core.domain.text.guesses import Guess
from core.domain.text.spans import ScoredSpan, Span
from core.errors import RequestError
from core.learning.pipeline.recognizer import Recognizer
from core.learning.training.background import result_of
from core.learning.training.examples import Example
from core.learning.training.training import train
from tests.core.learning.conftest import letter

_SHORT = 0.01
"""Seconds of budget that pay for one field in three folds."""


def note(number: int) -> Example:
    """Words that stand in no other note, one of which is a name for no reason that a text could tell."""
    rng = random.Random(number)
    words = ["".join(rng.choices("bdfgklmnprstvz", k=5)) for _ in range(8)]
    chosen = rng.randrange(1, len(words))
    start = 6 * chosen
    return Example(f"{number:02}.txt", " ".join(words), (Span(start, start + 5, "Name"),))


@dataclass
class Known:
    """Guesses that are looked up."""

    guesses: dict[str, list[Guess]]

    def of(self, text: str) -> Sequence[Guess] | None:
        return self.guesses.get(text)


def guessing(examples: Sequence[Example], guess: Callable[[Example, Span], Guess]) -> Known:
    return Known({example.text: [guess(example, span) for span in example.spans] for example in examples})


def right(_example: Example, span: Span) -> Guess:
    return Guess(*span.borders, span.entity, 1.0)


def trained(examples: Sequence[Example], guesses: Known, folder: Path) -> Model:
    spec = TrainingSpec("notes", base="guess:oracle", split=Split(SplitKind.CROSS), budget=_SHORT)
    return result_of(train(spec, examples, [], folder, guesses))


Trained = tuple[Model, Path, Known]
NOTES, UNSEEN = [note(number) for number in range(24)], [note(number) for number in range(24, 40)]


@pytest.fixture(scope="module")
def believer(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """A model whose guesser was right about names that nothing else tells apart."""
    folder = tmp_path_factory.mktemp("believer") / "pipeline"
    guesses = guessing([*NOTES, *UNSEEN], right)
    return trained(NOTES, guesses, folder), folder, guesses


def found(folder: Path, guesses: Known | None, examples: Sequence[Example] = UNSEEN) -> list[list[ScoredSpan]]:
    texts = [(example.name, example.text) for example in examples]
    return [spans for _, spans in Recognizer.load(folder).predict(texts, guesses)]


def test_a_guesser_that_is_right_is_believed(believer: Trained) -> None:
    _, folder, guesses = believer

    shown = found(folder, guesses)

    assert [[span.span for span in spans] for spans in shown] == [list(example.spans) for example in UNSEEN]


def test_the_model_says_what_the_guesser_brought(believer: Trained) -> None:
    model, _, _ = believer

    assert model.base == "guess:oracle"
    assert model.guesser == "oracle"
    assert model.gain is not None
    assert model.gain.without < model.gain.with_guesses == 1.0


def test_without_the_guesser_it_finds_what_a_model_finds_that_never_had_one(believer: Trained, tmp_path: Path) -> None:
    spec = TrainingSpec("plain", split=Split(SplitKind.CROSS), budget=_SHORT)
    result_of(train(spec, NOTES, [], tmp_path / "plain"))
    plain = {(span.span, round(span.score, 6)) for spans in found(tmp_path / "plain", None) for span in spans}

    alone = {(span.span, round(span.score, 6)) for spans in found(believer[1], None) for span in spans}

    assert {span for span, _ in plain} == {span for span, _ in alone}


def test_a_text_that_the_guesser_could_not_read_is_read_without(believer: Trained) -> None:
    _, folder, guesses = believer
    some = Known({example.text: guesses.guesses[example.text] for example in UNSEEN[:3]})

    mixed = found(folder, some)

    assert mixed == [*found(folder, guesses)[:3], *found(folder, None)[3:]]


def test_two_processes_read_guesses_as_one_does(believer: Trained) -> None:
    _, folder, guesses = believer
    texts = [(example.name, example.text) for example in UNSEEN * 4]
    recognizer = Recognizer.load(folder)

    assert list(recognizer.predict(texts, guesses, processes=2)) == list(recognizer.predict(texts, guesses))


def test_a_guesser_that_is_always_wrong_does_no_harm(letters: list[Example], tmp_path: Path) -> None:
    examples = [*letters, *(letter(number) for number in range(12, 24))]
    guesses = guessing(examples, lambda _, span: Guess(span.start, span.start + 1, span.entity, 1.0))

    model = trained(examples, guesses, tmp_path / "misled")

    assert model.gain is not None
    assert model.gain.with_guesses >= model.gain.without - 0.01
    assert model.evaluation.total.f1 >= model.gain.without - 0.01


def test_an_entity_that_is_guessed_and_never_tagged_is_suggested_while_decisions_are_few(tmp_path: Path) -> None:
    few = NOTES[:4]
    extra = {
        example.text: [right(example, example.spans[0]), Guess(0, 5, "Quantity", 1.0)] for example in [*few, *UNSEEN]
    }

    model = trained(few, Known(extra), tmp_path / "pipeline")

    assert model.entities == ["Name", "Quantity"]
    assert all(
        Span(0, 5, "Quantity") in {span.span for span in spans} for spans in found(tmp_path / "pipeline", Known(extra))
    )


def test_guesses_that_no_file_bears_out_are_suggested_no_more(tmp_path: Path) -> None:
    guesses = guessing([*NOTES, *UNSEEN], right)
    for text in guesses.guesses:
        guesses.guesses[text] = [*guesses.guesses[text], Guess(0, 5, "Quantity", 1.0)]

    trained(NOTES, guesses, tmp_path / "pipeline")

    assert not any(span.entity == "Quantity" for spans in found(tmp_path / "pipeline", guesses) for span in spans)


@pytest.mark.parametrize("recipe", [Recipe.SPACY, Recipe.MATCHES])
def test_only_the_recipe_fast_learns_from_guesses(recipe: Recipe, letters: list[Example], tmp_path: Path) -> None:
    spec = TrainingSpec("letters", recipe, "guess:oracle")

    with pytest.raises(RequestError, match="Only the recipe 'fast'"):
        result_of(train(spec, letters, [], tmp_path, guessing(letters, right)))


def test_a_training_with_a_guesser_needs_its_guesses(letters: list[Example], tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="oracle"):
        result_of(train(TrainingSpec("letters", base="guess:oracle"), letters, [], tmp_path))


def test_files_that_the_guesser_could_not_read_are_learned_from_all_the_same(tmp_path: Path) -> None:
    guesses = guessing(NOTES[::2], right)

    model = trained(NOTES, guesses, tmp_path / "pipeline")

    assert set(model.training) == {example.name for example in NOTES}
    assert model.gain is not None
