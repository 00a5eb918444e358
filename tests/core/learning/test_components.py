from __future__ import annotations

from pathlib import Path

import pytest

from core.domain.models import Model
from core.learning import components
from core.learning.components import CrfFinder
from core.learning.examples import Example
from core.learning.tokenizer import TextTokens


@pytest.mark.parametrize("window", [1, 7, 50])
def test_a_text_read_in_windows_gives_what_reading_it_whole_gives(
    fast: tuple[Model, Path], others: list[Example], window: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    finder = CrfFinder.load(fast[1] / "autotag_crf")
    tokens = TextTokens.of("".join(example.text for example in others), {})
    whole = {(p.start, p.end, p.entity): p.probability for p in finder.find(tokens) if p.probability > 0.1}
    monkeypatch.setattr(components, "WINDOW", window)

    parts = {(p.start, p.end, p.entity): p.probability for p in finder.find(tokens)}

    assert len(whole) >= 18
    assert {span: parts.get(span) for span in whole} == pytest.approx(whole, abs=0.01)
