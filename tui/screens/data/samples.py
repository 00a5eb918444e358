"""A few places of a text, each in its line."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from core.domain.finding.places import Place
from tui.terminal.plain import fit, visible

SAMPLES = 4
"""Number of places that are shown."""


def samples(places: Sequence[Place], width: int, cut: str) -> Text:
    """Return some places, one a line, with the text in the middle.

    Args:
        places: where the text is.
        width: cells in a line.
        cut: sign for what is cut off.
    """
    lines = Text(no_wrap=True)
    for place in _spread(places):
        lines.append_text(in_middle(place, width, cut, Style(bold=True, reverse=True)))
        lines.append("\n")
    return lines


def in_middle(place: Place, width: int, cut: str, style: Style) -> Text:
    """Return a place in its line, with the text in the middle; its context goes first where room is short.

    Args:
        place: where the text is.
        width: cells in the line.
        cut: sign for what is cut off.
        style: of the text.
    """
    before, string, after = place.in_line
    half = max(10, (width - cell_len(visible(string))) // 2 - 2)
    line = Text(no_wrap=True)
    line.append(fit(before, half, cut, right=True, keep_end=True))
    line.append(visible(string), style)
    line.append(fit(after, half, cut))
    return line


def _spread(places: Sequence[Place]) -> list[Place]:
    """Return a few of the places, from as many files as possible."""
    first_of_each = list({place.name: place for place in reversed(places)}.values())[::-1]
    others = [place for place in places if place not in first_of_each]
    return [*first_of_each, *others][:SAMPLES]
