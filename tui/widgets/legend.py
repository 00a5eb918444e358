"""List the entities with their keys, colours and counts: in one or two lines, or in a column where there is room.

The column also counts suggestions, and describes the entity in focus. On demand the descriptions of all are listed, in
half of the screen below the text, or in the column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual import events
from textual.message import Message
from textual.widget import Widget

from core.domain.project.schema import Entity, Schema
from tui.terminal.appearance import Appearance
from tui.terminal.plain import fit
from tui.widgets.described_entities import described_entities
from tui.widgets.entity_style import entity_style
from tui.widgets.short_names import ShortNames

_NAME_WIDTHS = (50, 16, 13, 11, 9, 7)
"""Widths of names, in cells, tried until all entities have room; no name has more than 50 characters."""

_MORE = len("+999")

_COUNT = 6
"""Cells of a count in the column."""


class Legend(Widget):
    """Shows each entity's key, and how many tags and suggestions it has in this file.

    Args:
        appearance: colours and glyphs.
        if_empty: a sentence to show where there is no entity.
    """

    DEFAULT_CSS = """
    Legend { height: auto; max-height: 2; padding: 0 1; color: $text-muted; }
    Legend.described { max-height: 50%; }
    Legend.column { height: 100%; max-height: 100%; }
    """

    @dataclass
    class EntityClicked(Message):
        """An entity was clicked."""

        name: str

    def __init__(self, appearance: Appearance, if_empty: str) -> None:
        super().__init__()
        self._places: list[tuple[int, int, str]] = []
        """Line, cell behind the end, and name of each entity; without those of a list of descriptions."""
        self._if_empty = if_empty
        self._appearance = appearance
        self._schema = Schema()
        self._counts: Mapping[str, int] = {}
        self._left: Mapping[str, int] = {}
        self._focus = ""

    def show(
        self,
        schema: Schema,
        counts: Mapping[str, int],
        left: Mapping[str, int],
        *,
        described: bool = False,
        focus: str = "",
    ) -> None:
        """Show the entities with their counts.

        Args:
            schema: the entities.
            counts: tags by entity.
            left: suggestions by entity.
            described: show all descriptions.
            focus: name of the entity that the user looks at.
        """
        shown = (schema, counts, left, focus, described)
        if shown != (self._schema, self._counts, self._left, self._focus, self.has_class("described")):
            taller = schema != self._schema or described or self.has_class("described")
            self._schema, self._counts, self._left, self._focus = schema, counts, left, focus
            self.set_class(described, "described")
            self.refresh(layout=taller)

    def on_click(self, event: events.Click) -> None:
        """Report the entity that was clicked."""
        x, y = event.x - self.gutter.left, event.y - self.gutter.top
        name = next((name for line, end, name in self._places if line == y and x < end), None)
        if name is not None:
            self.post_message(self.EntityClicked(name))

    def on_resize(self) -> None:
        """Wrap descriptions again."""
        if self.has_class("described"):
            self.refresh(layout=True)

    def render(self) -> Text:
        """Return a column, or two lines; the second one ends with the number of entities that had no room."""
        self._places = []
        if not len(self._schema):
            return Text(self._if_empty)
        if self.has_class("described"):
            return self._described()
        return self._column() if self.has_class("column") else self._lines()

    def _column(self) -> Text:
        names = self.size.width - len("1 ") - 2 * _COUNT
        text = Text(f"{'tags':>{self.size.width - _COUNT}}{'left':>{_COUNT}}\n", no_wrap=True)
        for line, entity in enumerate(self._schema, start=1):
            self._places.append((line, self.size.width, entity.name))
            text.append(f"{entity.hotkey or ' '} ", Style(bold=True))
            text.append(
                fit(entity.name, names, self._appearance.glyphs.cut), entity_style(self._appearance, entity.colour)
            )
            count, left = self._counts.get(entity.name, 0), self._left.get(entity.name, 0)
            text.append(f"{count or '':>{_COUNT}}{left or '':>{_COUNT}}\n")
        if self._focus in self._schema and self._schema.get(self._focus).description:
            text.append("\n").append_text(self._list_described([self._schema.get(self._focus)]))
        return text

    def _described(self) -> Text:
        return self._list_described(tuple(self._schema), self._counts)

    def _list_described(self, entities: Sequence[Entity], counts: Mapping[str, int] | None = None) -> Text:
        height = self.parent.size.height if isinstance(self.parent, Widget) else 0
        size = self.size.width, max(1, height if self.has_class("column") else height // 2)
        return described_entities(entities, counts or {}, self._focus, size, self._appearance, self.app.console)

    def _lines(self) -> Text:
        """Shorten names first: an entity without room loses its key with it."""
        for longest in _NAME_WIDTHS:
            text, left = self._packed(longest)
            if not left:
                return text
        return text.append(f"+{left}")

    def _packed(self, longest: int) -> tuple[Text, int]:
        """Pack entities into two lines, with names of at most `longest` cells; also return how many had no room."""
        text = Text(no_wrap=True)
        names = ShortNames(self._schema.names, self._appearance.glyphs.cut)
        self._places = []
        room, lines = self.size.width, 1
        for number, entity in enumerate(self._schema):
            count = self._counts.get(entity.name, 0)
            name = names.fit(entity.name, longest)
            key = f"{entity.hotkey} " if entity.hotkey else ""
            tail = f"{self._appearance.glyphs.dot}{count} " if count else " "
            needed = len(key) + cell_len(name) + len(tail)
            if needed > room - (_MORE if lines == 2 and number + 1 < len(self._schema) else 0):
                if lines == 2:
                    return text, len(self._schema) - number
                text.append("\n")
                room, lines = self.size.width, 2
            text.append(key, Style(bold=True))
            text.append(name, entity_style(self._appearance, entity.colour))
            text.append(tail)
            room -= needed
            self._places.append((lines - 1, self.size.width - room, entity.name))
        return text, 0
