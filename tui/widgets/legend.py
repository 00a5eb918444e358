"""List the entities with their keys, colours and counts: in one or two lines, or in a column where there is room.

On demand their descriptions are listed too, in half of the screen below the text, or in the column.
"""

from __future__ import annotations

from collections.abc import Mapping

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual.widget import Widget

from core.domain.project.schema import Entity, Schema
from tui.terminal.appearance import Appearance
from tui.terminal.plain import fit
from tui.widgets.described_entities import described_entities
from tui.widgets.short_names import ShortNames

_NAME_WIDTHS = (50, 16, 13, 11, 9, 7)
"""Widths of names, in cells, tried until all entities have room; no name has more than 50 characters."""

_MORE = len("+999")


class Legend(Widget):
    """Shows each entity's key, and how many tags it has in this file.

    Args:
        appearance: colours and glyphs.
        if_empty: a sentence to show where there is no entity.
    """

    DEFAULT_CSS = """
    Legend { height: auto; max-height: 2; padding: 0 1; color: $text-muted; }
    Legend.described { max-height: 50%; }
    Legend.column { width: 30; max-height: 100%; border-left: solid $panel; }
    """

    def __init__(self, appearance: Appearance, if_empty: str) -> None:
        super().__init__()
        self._if_empty = if_empty
        self._appearance = appearance
        self._schema = Schema()
        self._counts: Mapping[str, int] = {}
        self._first = ""

    def show(self, schema: Schema, counts: Mapping[str, int], *, described: bool = False, first: str = "") -> None:
        """Show the entities with their counts.

        Args:
            schema: the entities.
            counts: tags by entity.
            described: show descriptions too.
            first: name of the entity whose description is shown first where there is no room for all.
        """
        first = first if described else ""
        shown = (schema, counts, first, described)
        if shown != (self._schema, self._counts, self._first, self.has_class("described")):
            taller = schema != self._schema or described or self.has_class("described")
            self._schema, self._counts, self._first = schema, counts, first
            self.set_class(described, "described")
            self.refresh(layout=taller)

    def on_resize(self) -> None:
        """Wrap descriptions again."""
        if self.has_class("described"):
            self.refresh(layout=True)

    def render(self) -> Text:
        """Return a column, or two lines; the second one ends with the number of entities that had no room."""
        if not len(self._schema):
            return Text(self._if_empty)
        if self.has_class("described"):
            return self._described()
        return self._column() if self.has_class("column") else self._lines()

    def _column(self) -> Text:
        text = Text(no_wrap=True)
        for entity in self._schema:
            count = self._counts.get(entity.name, 0)
            text.append(f"{entity.hotkey or ' '} ", Style(bold=True))
            text.append(fit(entity.name, self.size.width - 7, self._appearance.glyphs.cut), self._style(entity))
            text.append(f"{count or '':>4}\n")
        return text

    def _described(self) -> Text:
        height = self.parent.size.height if isinstance(self.parent, Widget) else 0
        size = self.size.width, max(1, height if self.has_class("column") else height // 2)
        return described_entities(
            tuple(self._schema), self._counts, self._first, size, self._appearance, self.app.console
        )

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
            text.append(name, self._style(entity))
            text.append(tail)
            room -= needed
        return text, 0

    def _style(self, entity: Entity) -> Style:
        return Style(color=self._appearance.entity_colour(entity.colour))
