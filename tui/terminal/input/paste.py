"""Collecting a paste while it arrives."""

from __future__ import annotations

from typing import ClassVar

from tui.terminal.input.tokens import Paste

LONGEST_PASTE = 1_000_000
"""Characters of a paste that are kept; the rest is left out, up to the end mark."""

_TYPED_AHEAD = 8
"""Characters that may arrive at once from a keyboard."""


class PasteBuffer:
    """Collects a paste.

    Args:
        began_at: when it began, in seconds.
    """

    REST_WITHIN: ClassVar = 60.0
    """Seconds in which the rest of a paste may arrive that was ended because nothing more came."""

    def __init__(self, began_at: float) -> None:
        self.began_at = began_at
        self._chars: list[str] = []
        self._left_out = 0

    @property
    def length(self) -> int:
        """Characters that have come."""
        return len(self._chars) + self._left_out

    @staticmethod
    def looks_like_rest(chars: str) -> bool:
        """Check whether characters that arrived at once, after a paste was cut off, are more of it."""
        return len(chars) > _TYPED_AHEAD and not chars.startswith("\x1b")

    def add(self, char: str) -> None:
        """Add a character."""
        if len(self._chars) < LONGEST_PASTE:
            self._chars.append(char)
        else:
            self._left_out += 1

    def finished(self, *, is_cut: bool) -> Paste:
        """Return what was collected."""
        return Paste("".join(self._chars), self._left_out, is_cut)
