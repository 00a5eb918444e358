"""A text with its tags and suggestions: layout (pure), painter, widget."""

from tui.widgets.tagged_text.widget import MEASURE, TaggedText

__all__ = ["MEASURE", "TaggedText"]
