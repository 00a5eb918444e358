"""Notes in which only an encoder can tell names from other words."""

from __future__ import annotations

import random

from core.domain.text.spans import Span
from core.learning.training.examples import Example


def _word(rng: random.Random) -> str:
    return "".join(rng.choices("bdfgklmnprstvz", k=5))


NAMES = sorted({_word(random.Random(1000 + number)) for number in range(60)})


def note(number: int) -> Example:
    """Words that stand in no other note, one of which is a name."""
    rng = random.Random(number)
    words = [_word(rng) for _ in range(8)]
    chosen = rng.randrange(1, len(words))
    words[chosen] = NAMES[number]
    return Example(f"{number:02}.txt", " ".join(words), (Span(6 * chosen, 6 * chosen + 5, "Name"),))


NOTES, UNSEEN = [note(number) for number in range(24)], [note(number) for number in range(24, 40)]
