"""Partly decided files: only their known parts are learned from and measured."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.models.model import Recipe
from core.domain.tagging.known import Known
from core.domain.text.spans import Span
from core.learning.choosing.calibration import UNCHANGED
from core.learning.choosing.validation import HeldOutFile, figures
from core.learning.crf.field_settings import NEAR_FIELD
from core.learning.finders.neural import train_ner
from core.learning.finders.predictions import Prediction
from core.learning.finders.recipes import cuts_for, fit_field
from core.learning.pipeline.recognizer import Recognizer
from core.learning.pipeline.tokenizer import TextTokens
from core.learning.training.background import result_of
from core.learning.training.examples import Example, measurable
from core.learning.vocabulary.mentions import Mentions
from tests.core.learning.conftest import Run, letter

TEXT = "Ann saw Bob. Later Ann saw Cleo."


def partly(example: Example, entity: str) -> Example:
    """The letter with tags of one entity only, and nothing known but those and the word before."""
    tags = tuple(span for span in example.spans if span.entity == entity)
    return replace(example, spans=tags, known=Known(tuple((max(0, tag.start - 6), tag.end) for tag in tags)))


def test_an_untagged_occurrence_counts_only_where_the_text_is_known() -> None:
    tagged = Example("a", TEXT, (Span(0, 3, "Person"),))

    assert Mentions.of([tagged], {}).usages["Ann",].untagged == 1
    assert Mentions.of([replace(tagged, known=Known(((0, 12),)))], {}).usages["Ann",].untagged == 0


def test_predictions_outside_the_known_parts_are_neither_right_nor_wrong() -> None:
    example = Example("a", TEXT, (Span(0, 3, "Person"),), known=Known(((0, 12),)))
    found = [Prediction(*borders, "Person", 0.9, 0) for borders in ((0, 3), (8, 11), (27, 31))]
    evaluation, _ = figures([HeldOutFile.of(example, found)], UNCHANGED)

    total = evaluation.total
    assert (total.true_positives, total.false_positives, total.false_negatives) == (1, 1, 0)
    assert len(HeldOutFile.of(example, found).outcomes) == 2


def test_a_prediction_that_overlaps_a_tag_is_wrong_even_if_it_leaves_the_known_part() -> None:
    example = Example("a", TEXT, (Span(19, 22, "Person"),), known=Known(((19, 22),)))

    [outcome] = HeldOutFile.of(example, [Prediction(19, 31, "Person", 0.9, 0)]).outcomes

    assert not outcome.right


@pytest.mark.parametrize("recipe", list(Recipe))
def test_entities_tagged_in_partly_decided_files_only_are_found(run: Run, tmp_path: Path, recipe: Recipe) -> None:
    files = [partly(letter(number), ("Person", "City")[number % 2]) for number in range(12)]

    model = run(files, tmp_path / "pipeline", recipe)

    assert set(model.training_tags) == {"Person", "City"}
    [(_, spans)] = Recognizer.load(tmp_path / "pipeline").predict([("new", letter(3).text)])
    assert recipe is Recipe.SPACY or {span.entity for span in spans} >= {"Person", "City"}


def test_untagged_text_of_a_partly_decided_file_is_not_learned_as_no_entity() -> None:
    """Taken for whole files, letters with tags of cities only would teach that people are no entities."""
    whole = [letter(number) for number in range(2)]
    rest = [partly(letter(number), "City") for number in range(2, 30)]
    tests = [letter(number) for number in range(50, 60)]

    def people_found(files: list[Example]) -> int:
        cuts = cuts_for(files)
        finder = fit_field(NEAR_FIELD)(files, cuts)
        found = ((test, finder.find(TextTokens.of(test.text, cuts))) for test in tests)
        return sum(
            any(p.entity == "Person" and p.probability > 0.5 and p.start == test.spans[0].start for p in predictions)
            for test, predictions in found
        )

    assert people_found([*whole, *rest]) >= 9
    assert people_found([*whole, *(replace(example, known=Known()) for example in rest)]) < 5


def test_spacys_ner_learns_from_known_tokens_alone() -> None:
    files = [partly(letter(number), "City") for number in range(12)]

    nlp = result_of(train_ner(files, "", "xx", 0))

    assert "City" in nlp.get_pipe("ner").labels  # type: ignore[attr-defined]


def test_models_are_measured_on_whole_files_where_there_are_enough() -> None:
    whole, rest = [letter(number) for number in range(5)], [partly(letter(number), "City") for number in range(5, 9)]

    assert list(measurable([*rest, *whole])) == whole
    assert list(measurable([*rest, *whole[:4]])) == [*rest, *whole[:4]]


def test_partly_decided_files_are_learned_from_beside_whole_ones(run: Run, tmp_path: Path) -> None:
    files = [*(letter(number) for number in range(6)), *(partly(letter(number), "City") for number in range(6, 9))]

    model = run(files, tmp_path / "pipeline")

    assert len(model.training) == 9
    assert len(model.testing) == len(model.details) == 6
    assert model.training_tags["City"].tags == 9


def test_no_model_is_measured_on_files_learned_from_by_majority() -> None:
    voted = [replace(letter(number), by_majority=True) for number in range(6)]
    partly_decided = partly(letter(6), "City")

    assert list(measurable([*voted, partly_decided])) == [partly_decided]
    assert list(measurable([*voted, partly_decided, letter(7)])) == [partly_decided, letter(7)]
