"""The lines at the top and the bottom of every screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual import events
from textual.message import Message
from textual.widget import Widget

from tui.terminal.appearance import Glyphs
from tui.terminal.plain import fit, visible


class _Bar(Widget):
    """A line of entries that can be clicked."""

    @dataclass
    class Clicked(Message):
        """An entry was clicked.

        Attributes:
            number: of the entry, from 0.
        """

        number: int

    def __init__(self) -> None:
        super().__init__()
        self._ends: list[tuple[int, int]] = []

    def _note_end(self, cell: int, number: int) -> None:
        """Note before which cell the entry of a number ends."""
        self._ends.append((cell, number))

    def on_click(self, event: events.Click) -> None:
        """Report the entry that was clicked."""
        number = next((number for end, number in self._ends if event.x < end), None)
        if number is not None:
            self.post_message(self.Clicked(number))


class SectionBar(_Bar):
    """The first line: the sections with their keys; the current one is marked."""

    DEFAULT_CSS = "SectionBar { height: 1; background: $panel; color: $text-muted; }"

    @dataclass
    class Clicked(_Bar.Clicked):
        """A section was clicked."""

    def __init__(self, sections: Sequence[tuple[str, str]], current: str) -> None:
        super().__init__()
        self._sections = sections
        self._current = current

    def render(self) -> Text:
        """Return key and name of each section."""
        full = Text(no_wrap=True)
        self._ends = []
        for number, (key, label) in enumerate(self._sections):
            is_current = label == self._current
            full.append(f" {key} ", Style(bold=True))
            full.append(label, Style(bold=True, reverse=True) if is_current else Style())
            self._note_end(full.cell_len, number)
        return full


class TitleBar(Widget):
    """The second line: the project, a title, and figures."""

    DEFAULT_CSS = "TitleBar { height: 1; color: $foreground; }"

    def __init__(self, project: str, glyphs: Glyphs) -> None:
        super().__init__()
        self._project = project
        self._glyphs = glyphs
        self._left = ""
        self._right = ""
        self._more = ""

    def show(self, left: str, right: str = "", more: str = "") -> None:
        """Show what the screen is about, and figures at the right edge.

        Args:
            left: what the screen shows.
            right: figures that always have room.
            more: figures that are left out where `left` would have to be cut for them.
        """
        if (left, right, more) != (self._left, self._right, self._more):
            self._left, self._right, self._more = left, right, more
            self.refresh()

    def render(self) -> Text:
        """Return project, title and figures."""
        width = self.size.width
        right = visible("  ".join(filter(None, (self._right, self._more))))
        if cell_len(f" {visible(self._left)}  {right} ") > width:
            right = visible(self._right)
        room = max(0, width - cell_len(right) - 2)
        head = f" {self._project} {self._glyphs.dot} {self._left}" if self._project else f" {self._left}"
        if cell_len(head) > room:
            head = f" {self._left}"  # the title matters more than the project's name
        return Text(fit(head, room, self._glyphs.cut) + " " + right + " ", no_wrap=True, style=Style(bold=True))


class MessageLine(Widget):
    """The last line but one: what just happened or went wrong, until the next command.

    Args:
        with_keys: replaces each command that a sentence names by its key.
    """

    DEFAULT_CSS = """
    MessageLine { height: auto; max-height: 3; min-height: 1; padding: 0 1; color: $text-muted; }
    MessageLine.error { color: $text-error; text-style: bold; }
    """

    def __init__(self, with_keys: Callable[[str], str]) -> None:
        super().__init__()
        self._with_keys = with_keys
        self.message = ""
        self._seen = ""

    def show(self, sentence: str, *, error: bool = False) -> None:
        """Show a sentence."""
        sentence = self.message = self._with_keys(sentence)
        if sentence != self._seen:
            # Lay the screen out again only if the sentence takes another number of lines.
            lines = len(sentence) > self.size.width or len(self._seen) > self.size.width
            self._seen = sentence
            self.set_class(error, "error")
            self.refresh(layout=lines)

    def expire(self) -> None:
        """Mark the sentence as outdated; it stays on the screen until another one replaces it or `settle` is called.

        Most commands say something at their end: to clear the line first costs a frame and a third of all bytes.
        """
        self.message = ""

    def settle(self) -> None:
        """Clear an outdated sentence."""
        if not self.message:
            self.show("")

    def render(self) -> Text:
        """Return the sentence."""
        return Text(visible(self._seen))


class CommandBar(_Bar):
    """The last line: commands with their keys, as many as fit."""

    DEFAULT_CSS = "CommandBar { height: 1; background: $panel; color: $text-muted; }"

    @dataclass
    class Clicked(_Bar.Clicked):
        """A command was clicked."""

    def __init__(self) -> None:
        super().__init__()
        self._items: Sequence[tuple[str, str, bool]] = []

    def show(self, items: Sequence[tuple[str, str, bool]]) -> None:
        """Show commands: key, label, and whether each can be run now."""
        if items != self._items:
            self._items = items
            self.refresh()

    def render(self) -> Text:
        """Return keys and labels; the last two, help and quit, always fit."""
        room = self.size.width - sum(len(key) + len(label) + 3 for key, label, _ in self._items[-2:])
        line = Text(no_wrap=True)
        self._ends = []
        for number, (key, label, enabled) in enumerate(self._items):
            needed = len(key) + len(label) + 3
            is_last = number >= len(self._items) - 2
            if not is_last and needed > room:
                continue
            room -= 0 if is_last else needed
            line.append(f" {key}", Style(bold=True, dim=not enabled))
            line.append(f" {label} ", Style(dim=not enabled))
            self._note_end(line.cell_len, number)
        return line
