from __future__ import annotations

from core.domain.models.model import GuessGain


def test_a_gain_says_what_the_guesses_brought_and_whether_they_are_used() -> None:
    assert GuessGain("llama", 0.2, 0.5, used=True).sentence == "llama: F1 0.200 without it, 0.500 with it"
    assert GuessGain("llama", 0.2, 0.1, used=False).sentence.endswith("; the model does not use it")
