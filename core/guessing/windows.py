"""Cut long texts into overlapping windows."""

from __future__ import annotations

from collections.abc import Iterator

OVERLAP = 0.1
"""Share of a window that the next one repeats, so that a mention on a border is whole in one of them."""

SMALLEST = 200
"""Characters below which a window is not halved any more."""


def windows(text: str, start: int, end: int, size: int) -> Iterator[tuple[int, int]]:
    """Yield borders of windows of at most `size` characters that cover `start..end`, cut at blanks where possible."""
    overlap = int(size * OVERLAP)
    while end - start > size:
        cut = _blank_before(text, start + size, start + size - overlap)
        yield start, cut
        start = max(start + 1, _blank_before(text, cut - overlap, cut - 2 * overlap))
    yield start, end


def _blank_before(text: str, at: int, lowest: int) -> int:
    """Return the border after the last blank up to `at`; `at` itself if there is none after `lowest`."""
    found = max(text.rfind(" ", lowest, at), text.rfind("\n", lowest, at))
    return found + 1 if found > 0 else at
