"""Write cells in few bytes: by the shortest sequences to a position and from one style to another."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile

from rich.color import Color, ColorSystem
from rich.style import Style

from tui.terminal.cells import PLAIN, Cell, is_plain, shows_on_blanks

_ERASED_FROM = 8
"""Number of blanks from which erasing takes fewer bytes than writing them."""

# Each attribute of a style, the code that begins it, and the code that ends it.
_ATTRIBUTES = (
    ("bold", "1", "22"), ("dim", "2", "22"), ("italic", "3", "23"), ("underline", "4", "24"), ("blink", "5", "25"),
    ("blink2", "6", "25"), ("reverse", "7", "27"), ("conceal", "8", "28"), ("strike", "9", "29"),
    ("underline2", "21", "24"), ("overline", "53", "55"),
)  # fmt: skip


class Pen:
    """Collects characters to send.

    Args:
        system: colours that the terminal can show.
        erases_in_colour: whether the terminal fills erased cells with the current background.

    Attributes:
        length: number of characters collected.
    """

    def __init__(self, system: ColorSystem, *, erases_in_colour: bool) -> None:
        self._system = system
        self._erases_in_colour = erases_in_colour
        self._style = PLAIN
        self._place: tuple[int, int] | None = None
        self._sent: list[str] = []
        self.length = 0

    def write(self, x: int, y: int, cells: Sequence[Cell]) -> None:
        """Write cells at a position."""
        at = 0
        while at < len(cells):
            if not cells[at][0]:
                at += 1
                continue
            self._move(x + at, y)
            self._look(cells[at])
            alike = self._erasable(cells, at)
            if alike >= _ERASED_FROM:
                self._add(f"\x1b[{alike}X")  # does not move the cursor
                at += alike
            else:
                self._add(cells[at][0])
                self._place = (x + at + 1, y) if is_plain(cells[at]) else None
                at += 1

    def shift(self, first: int, last: int, lines: int, background: Style) -> None:
        """Let the terminal move the lines from `first` to `last` (exclusive) up by so many, or down if negative."""
        self._look((" ", background))
        step = f"\x1b[{lines}M" if lines > 0 else f"\x1b[{-lines}L"
        self._add(f"\x1b[{first + 1};{last}r\x1b[{first + 1}H{step}\x1b[r")
        self._place = None

    def finished(self) -> str:
        """Return all characters, after which the terminal's style is plain again."""
        self._change(PLAIN)
        return "".join(self._sent)

    def _move(self, x: int, y: int) -> None:
        if self._place == (x, y):
            return
        if self._place and self._place[1] == y and self._place[0] < x:
            step = x - self._place[0]
            self._add(f"\x1b[{step}C" if step > 1 else "\x1b[C")
        else:
            self._add(f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H")
        self._place = x, y

    def _add(self, part: str) -> None:
        self._sent.append(part)
        self.length += len(part)

    def cost(self, cell: Cell) -> int:
        """Return the number of characters that change the current style to that of a cell."""
        return len(_change(self._style, self._needed(cell), self._system))

    def _look(self, cell: Cell) -> None:
        self._change(self._needed(cell))

    def _needed(self, cell: Cell) -> Style:
        """Return the style that a cell needs; on a blank, only the background is visible."""
        char, style = cell
        if char == " " and style.bgcolor and not shows_on_blanks(style) and not shows_on_blanks(self._style):
            return self._style + style
        return style

    def _change(self, style: Style) -> None:
        if style != self._style:
            self._add(_change(self._style, style, self._system))
            self._style = style

    def _erasable(self, cells: Sequence[Cell], at: int) -> int:
        """Return the number of blanks of one style from there on, if the terminal can erase them."""
        char, style = first = cells[at]
        if char != " " or not self._erases_in_colour or shows_on_blanks(style):
            return 0
        return sum(1 for _ in takewhile(lambda cell: cell == first, cells[at:]))


@lru_cache(maxsize=1024)
def _change(old: Style, new: Style, system: ColorSystem) -> str:
    """Return the shorter sequence from one style to another: the differences, or a reset and everything."""
    if old == new:
        return ""
    ended = {end for name, _, end in _ATTRIBUTES if getattr(old, name) and not getattr(new, name)}
    begun = [
        begin
        for name, begin, end in _ATTRIBUTES
        if getattr(new, name) and (not getattr(old, name) or end in ended)
    ]  # fmt: skip
    was, wanted = _colours(old, system), _colours(new, system)
    coloured = [code for before, code in zip(was, wanted, strict=True) if before != code]
    attributes = [begin for name, begin, _ in _ATTRIBUTES if getattr(new, name)]
    attributes += [code for code in wanted if code not in _DEFAULTS]
    differing = ";".join([*sorted(ended), *begun, *coloured])
    whole = ";".join(["0", *attributes]) if attributes else ""
    return f"\x1b[{min(differing, whole, key=len)}m"


_DEFAULTS = ("39", "49")


def _colours(style: Style, system: ColorSystem) -> tuple[str, str]:
    """Return the codes of foreground and background."""
    foreground, background = (colour or Color.default() for colour in (style.color, style.bgcolor))
    return (
        ";".join(foreground.downgrade(system).get_ansi_codes()),
        ";".join(background.downgrade(system).get_ansi_codes(foreground=False)),
    )
