"""How long input may stay incomplete, in seconds."""

from __future__ import annotations

from dataclasses import dataclass

LONE_AFTER = 0.05
"""Silence after which a byte was not sent together with the next one."""

PROBE_AFTER = 0.13
"""Silence after which the terminal is asked about what is incomplete."""

PROBE_AGAIN_AFTER = 0.5
"""Time after which it is asked again about a sequence that has grown."""

ANSWERED = 0.7
"""Silence after the terminal's answer that ends an incomplete sequence. The answer alone does not: a multiplexer
answers by itself, while the line between it and the terminal holds back the rest of the sequence."""

TAIL_KEY = 0.7
"""Silence after which a character that looks like the rest of a sequence, just after an Escape, was a key."""

CONFIRMED_TAIL = 1.0
"""As `Patience.tail`, for an Escape that the terminal's answer has confirmed."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for a terminal.

    Attributes:
        escape: silence after ESC that makes it the Escape key.
        incomplete: silence after which the rest of a sequence is not expected any more.
        paste: the same for the rest of a paste.
        tail: time after an Escape in which the rest of a sequence may follow, if ESC was cut off from it after all.
    """

    escape: float
    incomplete: float
    paste: float
    tail: float


ANSWERING = Patience(escape=3.0, incomplete=10.0, paste=5.0, tail=10.0)
"""For a terminal that answers: most of these limits are for a line that has dropped."""

SILENT = Patience(escape=0.2, incomplete=3.0, paste=3.0, tail=3.0)
"""For a terminal that has answered nothing yet."""

_TRICKLE_RATE = 60
_SEQUENCE_AGE = 60.0
_PASTE_AGE = 20.0


def is_trickle(count: int, age: float, *, is_paste: bool) -> bool:
    """Check whether so many bytes, so many seconds after the beginning, are somebody typing in vain."""
    return age >= (_PASTE_AGE if is_paste else _SEQUENCE_AGE) and count < age * _TRICKLE_RATE
