"""One line about what is selected: where it comes from, what it is, what it says.

What differs least from one suggestion to the next stands first, where it need not be sent again.
"""

from __future__ import annotations

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual.widget import Widget

from core.domain.tagging.review import ReviewSession
from core.domain.tagging.tags import OriginKind, Suggestion, Tag
from tui.terminal.appearance import Appearance
from tui.terminal.plain import fit, visible

_QUOTED = 36
"""Cells of the selected text that are shown."""

_LEAST_QUOTED = 16
"""Of which so many are, however long what is said about it."""


class SelectionLine(Widget):
    """Says what is selected in a file."""

    DEFAULT_CSS = "SelectionLine { height: 1; padding: 0 1; background: $surface; }"

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._cut = appearance.glyphs.cut
        self._quote = ""
        self._about = ""

    def show(self, session: ReviewSession, text: str) -> None:
        """Describes the selection of a session."""
        quote, about = "", "Nothing is selected: tab goes to likely places, h labels all of them."
        if session.selection is not None:
            start, end = session.selection
            quote = text[start : min(end, start + _QUOTED + 1)]
            found = session.selected_suggestion or session.selected_tag
            about = _about(found, session) if found else "not tagged: a digit or e gives it an entity"
        if (quote, about) != (self._quote, self._about):
            self._quote, self._about = quote, about
            self.refresh()

    def render(self) -> Text:
        """What it is, then the quotation."""
        text = Text(visible(self._about), no_wrap=True, overflow="ellipsis")
        if self._quote:
            quote, room = visible(self._quote), self.size.width - cell_len(text.plain) - 2
            room = max(_LEAST_QUOTED, min(_QUOTED, room))
            text.append("  ")
            text.append(quote if len(quote) <= room else fit(quote, room, self._cut), Style(bold=True))
        return text


def _about(span: Suggestion | Tag, session: ReviewSession) -> str:
    if isinstance(span, Suggestion):
        suggestions = session.current.suggestions
        number = suggestions.rank(span) + 1
        return f"{number} of {len(suggestions)}, by {span.model}: {span.entity}? {span.score:.0%}"
    saved = "" if span in session.saved.tags else ", not saved yet"
    origin = span.origin
    if origin.kind is OriginKind.ACCEPTED:
        score = f" at {origin.score:.0%}" if origin.score is not None else ""
        return f"{span.entity}, accepted{score} by {span.by}{saved}"
    return f"{span.entity}, {origin.kind} by {span.by}{saved}"
