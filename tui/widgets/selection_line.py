"""One line about the selection: what it is, then the text itself."""

from __future__ import annotations

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual.widget import Widget

from tui.terminal.appearance import Appearance
from tui.terminal.plain import fit, visible

_QUOTED = 36
"""Cells of the selected text that are shown at most."""

_LEAST_QUOTED = 16
"""Cells of it that are shown at least, however long the words before it are."""


class SelectionLine(Widget):
    """Says what is selected.

    The part that differs least from one selection to the next comes first, where it need not be sent again.
    """

    DEFAULT_CSS = "SelectionLine { height: 1; padding: 0 1; background: $surface; }"

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._cut = appearance.glyphs.cut
        self._about = ""
        self._quote = ""

    def show(self, about: str, quote: str) -> None:
        """Show a sentence and a quotation."""
        if (about, quote) != (self._about, self._quote):
            self._about, self._quote = about, quote
            self.refresh()

    def render(self) -> Text:
        """Return the sentence, then the quotation in the room that is left."""
        text = Text(visible(self._about), no_wrap=True, overflow="ellipsis")
        if self._quote:
            room = max(_LEAST_QUOTED, min(_QUOTED, self.size.width - cell_len(text.plain) - 2))
            quote = visible(self._quote[: _QUOTED + 1])
            text.append("  ")
            text.append(quote if cell_len(quote) <= room else fit(quote, room, self._cut), Style(bold=True))
        return text
