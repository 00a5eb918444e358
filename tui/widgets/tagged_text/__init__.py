"""A text with its tags and suggestions: layout (pure), painter, widget."""

from tui.widgets.tagged_text.widget import TaggedText

__all__ = ["TaggedText"]
