"""One annotator's version of a text, below the annotator's name."""

from __future__ import annotations

from collections.abc import Iterable

from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static

from core.domain.project.schema import Schema
from core.domain.tagging.tags import Tag
from core.domain.text.selection import Borders
from core.domain.text.spans import Span, SpanSet
from tui.terminal.appearance import Appearance
from tui.terminal.plain import visible
from tui.widgets.tagged_text import TaggedText
from tui.widgets.tagged_text.view import View


class VersionPane(Vertical):
    """Shows a version."""

    DEFAULT_CSS = """
        VersionPane { height: 1fr; width: 1fr; padding-right: 1; }
        VersionPane > Static { height: 1; padding: 0 1; background: $surface; text-style: bold; }
    """

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._heading = Static(markup=False)
        self._text = TaggedText(appearance)

    def compose(self) -> Iterable[Widget]:
        """Yield the name and the text."""
        yield self._heading
        yield self._text

    def show(self, heading: str, text: str, tags: Iterable[Span], schema: Schema, selection: Borders | None) -> None:
        """Show a text with tags, scrolled to a place."""
        self._heading.update(visible(heading))
        drawn = SpanSet(Tag(span.start, span.end, span.entity) for span in tags)
        self._text.show(text, View(schema, drawn, selection=selection))

    def scroll_page(self, pages: float) -> None:
        """Scroll the text by a number of pages."""
        self._text.scroll_page(pages)
