"""What a terminal's input consists of."""

from __future__ import annotations

import re
from dataclasses import dataclass

POSITION_REPORT = re.compile(r"\x1b\[(\d{1,5});(\d{1,5})R")
"""A reply that names row and column of the cursor, which is what a probe asks for."""


@dataclass(frozen=True, slots=True)
class Character:
    """A character outside any sequence: a printable one, a control, or ESC for the Escape key."""

    text: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """A complete control sequence, single shift, or ESC with the character after it."""

    text: str


@dataclass(frozen=True, slots=True)
class Paste:
    """A paste that has ended.

    Attributes:
        text: the characters pasted, without escape sequences.
        left_out: how many more there were.
        is_cut: whether it ended without its end mark.
    """

    text: str
    left_out: int = 0
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Probe:
    """A request to ask the terminal something, so that its reply ends what is incomplete."""


Token = Character | Sequence | Paste | Probe
