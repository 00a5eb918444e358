from __future__ import annotations

import json
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import spacy

from core.domain.models.model import Model, Recipe, guidance
from core.domain.models.splits import Split, SplitKind
from core.domain.models.training import Progress, TrainingSpec
from core.domain.text.spans import Span
from core.errors import RequestError, WorkError
from core.learning.pipeline.components import SPANS_KEY
from core.learning.pipeline.recognizer import Recognizer
from core.learning.training.background import result_of, with_progress
from core.learning.training.examples import Example
from core.learning.training.training import train
from tests.core.learning.conftest import Run


def test_twelve_letters_are_enough_for_the_fast_recipe(fast: tuple[Model, Path]) -> None:
    model, _ = fast

    assert model.evaluation.total.f1 > 0.9
    assert model.training == model.testing
    assert {entity: counts.tags for entity, counts in model.training_tags.items()} == {
        "City": 12,
        "Person": 12,
        "Rate": 12,
    }
    assert model.made_of
    assert model.curve[-1].files < 12
    assert model.curve[-1].f1 == model.evaluation.total.f1
    assert model.forecast
    assert 0.5 < model.forecast.low <= model.forecast.high <= 1


def test_a_quick_training_compares_two_fields_and_their_mean_and_makes_no_curve(
    letters: list[Example], tmp_path: Path
) -> None:
    stages = set()

    def note(progress: Progress) -> Progress:
        stages.add(progress.stage)
        return progress

    steps = train(TrainingSpec("quick", quick=True), letters, [], tmp_path / "pipeline")
    model = result_of(with_progress(steps, note))

    assert "Trying 2 ways to learn" in stages
    assert model.curve == ()
    assert model.evaluation.total.f1 > 0.9


def test_the_pipeline_opens_with_spacy_and_scores_its_spans(fast: tuple[Model, Path], others: list[Example]) -> None:
    doc = spacy.load(fast[1])(others[0].text)

    assert [Span(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents] == list(others[0].spans)
    group = doc.spans[SPANS_KEY]
    assert len(group.attrs["scores"]) == len(group) >= 3
    assert all(0 <= score <= 1 for score in group.attrs["scores"])


def test_tags_that_end_inside_a_word_are_learned_with_their_borders(run: Run, tmp_path: Path) -> None:
    examples = [Example(f"{n}", f"Item no{n}xqz is here", (Span(5, 7 + len(str(n)), "Code"),)) for n in range(100, 112)]

    run(examples, tmp_path / "pipeline")

    [(_, [span])] = Recognizer.load(tmp_path / "pipeline").predict([("new", "Item no200xqz is here")])
    assert span.borders == (5, 10)


def test_the_same_files_give_the_same_model(
    letters: list[Example], fast: tuple[Model, Path], run: Run, tmp_path: Path
) -> None:
    again = run(letters, tmp_path / "pipeline")

    assert replace(again, trained_at="", seconds=0) == replace(fast[0], trained_at="", seconds=0)
    for path in sorted(fast[1].rglob("*")):
        other = tmp_path / "pipeline" / path.relative_to(fast[1])
        if path.suffix == ".npz":  # a zip, which holds the time at which it was made
            with np.load(path) as one, np.load(other) as two:
                assert all((one[name] == two[name]).all() for name in one)
        elif path.is_file():
            assert path.read_bytes() == other.read_bytes(), path


@pytest.mark.parametrize("recipe", [Recipe.FAST, Recipe.MATCHES, Recipe.SPACY])
def test_a_model_of_another_version_is_refused_in_a_sentence(
    letters: list[Example], run: Run, tmp_path: Path, recipe: Recipe
) -> None:
    run(letters[:4], tmp_path / "pipeline", recipe)
    for path in [tmp_path / "pipeline" / "autotag.json", *tmp_path.rglob("calibration.json")]:
        kept = json.loads(path.read_text())
        (kept if path.name == "calibration.json" else kept["calibration"])["weights"] = [0.0, 1.0]
        path.write_text(json.dumps(kept))

    with pytest.raises(WorkError, match=r"another version .* train it again"):
        Recognizer.load(tmp_path / "pipeline")


@pytest.mark.parametrize("recipe", [Recipe.MATCHES, Recipe.SPACY])
def test_tags_with_a_blank_at_an_edge_are_named_since_they_are_never_found(
    run: Run, tmp_path: Path, recipe: Recipe
) -> None:
    examples = [Example(f"{n}", f"To Ann{n} in Oslo", (Span(2, 6, "Person"), Span(11, 15, "City"))) for n in range(4)]

    model = run(examples, tmp_path / "pipeline", recipe)

    assert (model.out_of_reach.get("Person"), model.out_of_reach.get("City", 0)) == (4, 0)
    assert "Person (4 of 4)" in guidance(model)[0].sentence


def test_a_tag_that_ends_inside_a_character_and_its_marks_is_learned(run: Run, tmp_path: Path) -> None:
    examples = [Example(f"{n}", f"a =\u0338 b{n}", (Span(2, 3, "Sign"),)) for n in range(4)]

    run(examples, tmp_path / "pipeline", Recipe.MATCHES)

    assert spacy.load(tmp_path / "pipeline")("a =\u0338 b")[1].text == "="


def test_a_test_set_is_measured_and_not_learned_from(
    letters: list[Example], others: list[Example], run: Run, tmp_path: Path
) -> None:
    model = run(letters, tmp_path / "pipeline", testing=others)

    assert model.testing == tuple(example.name for example in others)
    assert model.evaluation.total.expected == sum(len(example.spans) for example in others)
    assert {detail.name for detail in model.details} == set(model.testing)


def test_matches_help_from_the_first_tagged_file(letters: list[Example], run: Run, tmp_path: Path) -> None:
    first = letters[0]
    run([first], tmp_path / "pipeline", Recipe.MATCHES)
    person = first.text[first.spans[0].start : first.spans[0].end]

    [(_, spans)] = Recognizer.load(tmp_path / "pipeline").predict([("new", f"Dear {person}, hello")])

    assert [span.span for span in spans] == [Span(5, 5 + len(person), "Person")]


def test_the_neural_recipe_loads_without_anything_of_ours(letters: list[Example], run: Run, tmp_path: Path) -> None:
    model = run(letters, tmp_path / "pipeline", Recipe.SPACY)

    nlp = spacy.load(tmp_path / "pipeline")
    assert nlp.pipe_names == ["ner"]
    assert type(nlp.tokenizer).__module__.startswith("spacy")
    assert model.evaluation.total.expected == 36


def test_the_neural_recipe_holds_tags_in_scripts_without_blanks(run: Run, tmp_path: Path) -> None:
    examples = [Example(f"{n}", f"3月{n}日、山田太郎様、{n}名。", (Span(5, 9, "Guest"),)) for n in range(1, 9)]

    model = run(examples, tmp_path / "pipeline", Recipe.SPACY)

    assert "without" not in model.made_of


def test_a_longer_budget_tries_spacys_ner_beside_the_field(letters: list[Example], tmp_path: Path) -> None:
    spec = TrainingSpec("m", split=Split(SplitKind.CROSS), language="en")

    tried = {
        budget: {step.stage for step in train(replace(spec, budget=budget), letters, [], tmp_path / f"{budget}")}
        for budget in (spec.budget, 60.0)
    }

    assert tried[60.0] - tried[spec.budget] == {"Trying 2 ways to learn"}  # `ner`, and matches of tagged strings
    [(_, spans)] = Recognizer.load(tmp_path / "60.0").predict([("new", letters[0].text)])
    assert [span.span for span in spans] == list(letters[0].spans)


@pytest.mark.parametrize("recipe", list(Recipe))
def test_one_file_is_enough_to_train(letters: list[Example], run: Run, tmp_path: Path, recipe: Recipe) -> None:
    model = run(letters[:1], tmp_path / "pipeline", recipe)

    assert not model.calibrated
    assert (tmp_path / "pipeline" / "meta.json").exists()


def test_a_base_is_kept_in_the_model(letters: list[Example], run: Run, tmp_path: Path) -> None:
    run(letters[:4], tmp_path / "base", Recipe.SPACY)

    run(letters, tmp_path / "pipeline", base=str(tmp_path / "base"))
    (tmp_path / "base").rename(tmp_path / "gone")

    [(_, spans)] = Recognizer.load(tmp_path / "pipeline").predict([("new", letters[0].text)])
    assert [span.span for span in spans] == list(letters[0].spans)


def test_a_base_that_is_not_there_is_named(letters: list[Example], run: Run, tmp_path: Path) -> None:
    with pytest.raises(WorkError, match="en_not_installed"):
        run(letters, tmp_path / "pipeline", base="en_not_installed")


def test_without_a_tag_there_is_nothing_to_learn(run: Run, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="no tags"):
        run([Example("a", "text", ())], tmp_path / "pipeline")


def test_leaving_early_writes_nothing(letters: list[Example], tmp_path: Path) -> None:
    steps = train(TrainingSpec("m", split=Split(SplitKind.CROSS)), letters, [], tmp_path / "pipeline")
    next(steps)

    steps.close()

    assert not (tmp_path / "pipeline").exists()


def test_progress_rises(letters: list[Example], tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        done = [step.done for step in train(TrainingSpec("m"), letters, [], tmp_path / "pipeline")]

    assert done == sorted(done)
    assert 0 <= done[0] < done[-1] <= 1
