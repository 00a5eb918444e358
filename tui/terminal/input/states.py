"""What a character of the input can belong to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """The kinds of incomplete sequences. Their values name what is dropped if one never becomes complete."""

    ESCAPE = "ESC"
    CSI = "CSI"
    LINUX = "CSI ["
    MOUSE = "X10 mouse report"
    SINGLE_SHIFT = "single shift"
    STRING = "control string"
    STRING_ESCAPE = "end of a control string"


INTRODUCERS = {
    "[": State.CSI, "O": State.SINGLE_SHIFT, "N": State.SINGLE_SHIFT, "]": State.STRING, "P": State.STRING,
    "X": State.STRING, "^": State.STRING, "_": State.STRING,
}  # fmt: skip
"""The characters that make ESC the beginning of something longer."""

STRINGS = {"]": "OSC", "P": "DCS", "X": "SOS", "^": "PM", "_": "APC"}


@dataclass(slots=True)
class Incomplete:
    """A sequence that has begun.

    Attributes:
        text: the sequence so far; of a control string only how it began.
        state: what the next character belongs to.
        began_at: when its first character came, in seconds.
        heard_at: when its last character came; set when another sequence interrupts it.
        length: characters that have come after its introducer.
        is_apart: whether there was silence between ESC and the introducer.
        is_tail: whether its ESC has been taken for the Escape key.
        is_answered: whether the terminal has answered a question since it began.
        probed_at: when the terminal was last asked because of it.
    """

    text: str
    state: State
    began_at: float
    heard_at: float = 0.0
    length: int = 0
    is_apart: bool = False
    is_tail: bool = False
    is_answered: bool = False
    probed_at: float = float("-inf")

    @property
    def is_introducer(self) -> bool:
        """Whether only ESC and the introducer have come."""
        return self.length == 0 and self.state in (State.CSI, State.SINGLE_SHIFT, State.STRING)


def is_c1(char: str) -> bool:
    """Check for a C1 control, encoded in UTF-8 or as a single byte."""
    return "\x80" <= char <= "\x9f" or "\udc80" <= char <= "\udc9f"


def is_undecodable(char: str) -> bool:
    """Check for a byte that is no part of UTF-8."""
    return "\udc80" <= char <= "\udcff"
