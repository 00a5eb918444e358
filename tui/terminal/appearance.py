"""How things look on the terminal at hand: its colours, and whether it can draw more than ASCII."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.settings import AUTO, Preferences


class Colours(StrEnum):
    """What the terminal can show, or the user wants to see."""

    NONE = "none"
    SIXTEEN = "16"
    MANY = "256"
    TRUE = "true"


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Characters that are drawn.

    Attributes:
        solid: line under a tag.
        dotted: line under a suggestion.
        start: first cell of either line.
        more: a line that goes on in the next row.
        unsaved: after the name of what is decided but not saved.
        accept, reject: the two selectors.
        checked, unchecked: of a row in a list.
        cursor: before the row of a list that the cursor is on.
        bar, gap: done and left in a progress bar.
        stroke: a share in a list.
        mark: a value across a bar.
        cut: in place of what has no room.
        dot: between two things.
    """

    solid: str = "─"
    dotted: str = "┄"
    start: str = "╰"
    more: str = "›"
    unsaved: str = "•"
    accept: str = "✓"
    reject: str = "✗"
    checked: str = "◉"
    unchecked: str = "○"
    cursor: str = "▌"
    bar: str = "█"
    gap: str = "░"
    stroke: str = "━"
    mark: str = "┃"
    cut: str = "…"
    dot: str = "·"


ASCII_GLYPHS = Glyphs(
    solid="-",
    dotted=".",
    start="`",
    more=">",
    unsaved="*",
    accept="+",
    reject="x",
    checked="*",
    unchecked=".",
    cursor=">",
    bar="#",
    gap=".",
    stroke="=",
    mark="|",
    cut="~",
    dot=":",
)

# Chosen from the hues that fit each name, so that the two most alike differ as much as possible, for people with and
# without colour blindness, and each has a contrast of at least 4.5 to the theme's background, on which names are drawn.
# Dark colours are few among the 256 that most terminals have, so the light theme has a second table where any colour
# can be shown. `python -m benchmarks.colours` measures all of them.
_DARK = {
    "orange": "#ffaf00",
    "sky": "#afd7ff",
    "green": "#00ffaf",
    "yellow": "#ffff5f",
    "blue": "#0087ff",
    "vermilion": "#ff875f",
    "purple": "#d787d7",
    "grey": "#e4e4e4",
    "pink": "#ff005f",
    "olive": "#878700",
    "brown": "#af8787",
    "teal": "#87afaf",
}
_LIGHT = {
    "orange": "#af5f00",
    "sky": "#005faf",
    "green": "#00875f",
    "yellow": "#875f00",
    "blue": "#0000ff",
    "vermilion": "#870000",
    "purple": "#5f005f",
    "grey": "#303030",
    "pink": "#d70087",
    "olive": "#5f5f00",
    "brown": "#af5f5f",
    "teal": "#005f5f",
}
# Of the 256 colours only two orange or yellow ones are dark enough for the light theme, and they differ by 11.9. With
# these three in bold, colours of one style differ by 19.3, and by 5.3 for whoever sees them most alike.
_BOLD_LIGHT = frozenset({"orange", "green", "olive"})
_LIGHT_TRUE = {
    "orange": "#883300",
    "sky": "#1177aa",
    "green": "#227744",
    "yellow": "#776600",
    "blue": "#2233ff",
    "vermilion": "#dd1133",
    "purple": "#661177",
    "grey": "#666666",
    "pink": "#cc2299",
    "olive": "#444422",
    "brown": "#553333",
    "teal": "#115555",
}
# What a terminal of 16 colours calls them: there the user decides how they look, so the bright ones are bold too.
_SIXTEEN = {
    "orange": "yellow",
    "sky": "bright_cyan",
    "green": "green",
    "yellow": "bright_yellow",
    "blue": "bright_blue",
    "vermilion": "red",
    "purple": "magenta",
    "grey": "white",
    "pink": "bright_magenta",
    "olive": "bright_green",
    "brown": "bright_red",
    "teal": "cyan",
}


@dataclass(frozen=True, slots=True)
class Appearance:
    """What the terminal can do.

    Attributes:
        colours: how many.
        ascii: whether to draw with ASCII characters only.
        erases_in_colour: whether what the terminal erases takes the background that is set.
        light: whether the theme has a light background.
    """

    colours: Colours = Colours.MANY
    ascii: bool = False
    erases_in_colour: bool = False
    light: bool = False

    @property
    def glyphs(self) -> Glyphs:
        """The characters to draw with."""
        return ASCII_GLYPHS if self.ascii else Glyphs()

    def entity_colour(self, name: str) -> str | None:
        """Return the colour of the palette as Rich writes it; None where colours are not shown."""
        if self.colours is Colours.NONE:
            return None
        table = self._table
        return table.get(name, table["grey"])

    def is_bold(self, name: str) -> bool:
        """Return whether an entity of this colour is written in bold, to tell it from plain text or a like colour."""
        if self.colours is Colours.SIXTEEN:
            return _SIXTEEN.get(name, "").startswith("bright")
        if self.colours is Colours.MANY and self.light:
            return name in _BOLD_LIGHT
        return self.colours is Colours.NONE

    @property
    def _table(self) -> Mapping[str, str]:
        if self.colours is Colours.SIXTEEN:
            return _SIXTEEN
        if not self.light:
            return _DARK
        return _LIGHT_TRUE if self.colours is Colours.TRUE else _LIGHT

    @classmethod
    def detect(cls, environ: Mapping[str, str], preferences: Preferences) -> Appearance:
        """Looks at the environment, unless the user has said what to use."""
        if preferences.colours != AUTO:
            colours = Colours(preferences.colours)
        elif environ.get("NO_COLOR"):
            colours = Colours.NONE
        elif environ.get("COLORTERM") in ("truecolor", "24bit"):
            colours = Colours.TRUE
        elif "256" in environ.get("TERM", ""):
            colours = Colours.MANY
        else:
            colours = Colours.SIXTEEN
        is_ascii = preferences.ascii if preferences.ascii is not None else _is_ascii(environ)
        return cls(colours, is_ascii, _erases_in_colour(environ.get("TERM", "")))


def _erases_in_colour(term: str) -> bool:
    """Return what the system's description of such terminals says; tmux can do more than its description lists."""
    if term.startswith("tmux"):
        return True  # since tmux 2.4, of 2017; what it is sent for a review is a fifth less by that
    try:
        import curses

        curses.setupterm(term, sys.__stdout__.fileno() if sys.__stdout__ else -1)
        return curses.tigetflag("bce") > 0
    except (ImportError, OSError, ValueError, curses.error):  # not built in, no stream, or a terminal unknown here
        return False


def _is_ascii(environ: Mapping[str, str]) -> bool:
    """Whether the locale says that the terminal shows no Unicode. Where it says nothing, most do.

    Python itself puts C.UTF-8 into LC_CTYPE where the locale is C, so that says nothing about the terminal.
    """
    ctype = environ.get("LC_CTYPE", "")
    locale = (
        environ.get("LC_ALL")
        or (ctype if ctype not in ("C.UTF-8", "C.utf8", "UTF-8") else "")
        or environ.get("LANG", "")
    )
    return bool(locale) and "utf" not in locale.lower()
