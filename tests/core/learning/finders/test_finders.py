from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from core.domain.models.model import Model
from core.domain.text.spans import Span
from core.learning.crf.field_settings import NEAR_FIELD
from core.learning.finders import finder as finder_module
from core.learning.finders.combined import CombinedFinder
from core.learning.finders.finder import CrfFinder, MatchesFinder
from core.learning.finders.ner import NerFinder
from core.learning.finders.recipes import fit_field, fit_matches, fit_ner, fit_together
from core.learning.pipeline.tokenizer import TextTokens
from core.learning.training.examples import Example


@pytest.mark.parametrize("window", [1, 7, 50])
def test_a_text_read_in_windows_gives_what_reading_it_whole_gives(
    fast: tuple[Model, Path], others: list[Example], window: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    finder = CrfFinder.load(fast[1] / "autotag_crf")
    tokens = TextTokens.of("".join(example.text for example in others), {})
    whole = {(p.start, p.end, p.entity): p.probability for p in finder.find(tokens) if p.probability > 0.1}
    monkeypatch.setattr(finder_module, "WINDOW", window)

    parts = {(p.start, p.end, p.entity): p.probability for p in finder.find(tokens)}

    assert len(whole) >= 18
    assert {span: parts.get(span) for span in whole} == pytest.approx(whole, abs=0.01)


def test_finders_of_every_kind_can_be_one_and_survive_their_process_and_a_folder(
    letters: list[Example], others: list[Example], tmp_path: Path
) -> None:
    fit = fit_together([fit_field(NEAR_FIELD), fit_ner("", "en", 0), fit_matches])
    tokens = TextTokens.of(others[0].text, {})
    finder = fit(letters, {})
    assert isinstance(finder, CombinedFinder)
    finder.save(tmp_path)

    found = finder.find(tokens)

    assert {part.__class__ for part in finder.parts} == {CrfFinder, NerFinder, MatchesFinder}
    assert {prediction.entity for prediction in found} == {"City", "Person", "Rate"}
    assert CombinedFinder.load(tmp_path).find(tokens) == found
    assert pickle.loads(pickle.dumps(finder)).find(tokens) == found


def test_what_ner_sees_has_the_borders_of_fine_tokens(letters: list[Example], others: list[Example]) -> None:
    finder = fit_ner("", "en", 0)(letters, {})
    tokens = TextTokens.of(others[0].text, {"Byron": [2], "From": [1]})
    starts, ends = {start for start, _ in tokens.borders}, {end for _, end in tokens.borders}

    found = finder.find(tokens)

    assert found
    assert all(p.start in starts and p.end in ends for p in found)
    assert TextTokens.of("ab cd", {"ab": [1]}).covering(1, 4) == (1, 3)


def test_no_span_crosses_a_blank_line_unless_a_tag_does(letters: list[Example]) -> None:
    text = "From: Ada\n\nByron\nSent from New\n\nYork\n\nWe agreed on a rate of 5%, as said.\n"
    across = Example("across.txt", text, (Span(6, 16, "Person"), Span(27, 36, "City")))
    tokens = TextTokens.of(text, {})

    apart = fit_field(NEAR_FIELD)(letters, {}).find(tokens)
    joined = fit_field(NEAR_FIELD)([*letters, across], {}).find(tokens)

    assert apart
    assert not any("\n\n" in text[p.start : p.end] for p in apart)
    assert (6, 16, "Person") in {(p.start, p.end, p.entity) for p in joined}


def test_a_field_survives_its_folder_with_where_its_spans_end(letters: list[Example], tmp_path: Path) -> None:
    finder = fit_field(NEAR_FIELD)(letters, {})
    tokens = TextTokens.of(letters[0].text, {})
    finder.save(tmp_path)

    assert CrfFinder.load(tmp_path).find(tokens) == finder.find(tokens)
    assert finder.find(tokens)
