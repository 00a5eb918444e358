"""The body of the file screen: the text, its legend, and a line about the selection."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace

from textual.containers import Container, Vertical

from tui.file import view
from tui.file.actions import label
from tui.file.state import State
from tui.terminal.appearance import Appearance
from tui.widgets.legend import Legend
from tui.widgets.selection_line import SelectionLine
from tui.widgets.tagged_text import MEASURE, TaggedText

_WIDE = 110
"""Columns from which on the legend is to the right of the text."""

_LEGEND = 30, 48
"""Least and most columns of the legend to the right of the text: those that the text leaves."""


class FileBody(Vertical):
    """Shows a file's state.

    Args:
        appearance: of the terminal.
        with_keys: puts the user's present keys into a sentence.
        without_entities: what the legend says in a project without entities.
    """

    DEFAULT_CSS = """
    FileBody Container { align-horizontal: center; }
    FileBody TaggedText { width: 1fr; }
    FileBody.wide TaggedText { margin: 0 1; }
    """

    def __init__(self, appearance: Appearance, with_keys: Callable[[str], str], without_entities: str) -> None:
        self.text = TaggedText(appearance)
        self._legend = Legend(appearance, with_keys(without_entities))
        self._text_and_legend = Container(self.text, self._legend)
        self._line = SelectionLine(appearance)
        self._with_keys = with_keys
        super().__init__(self._text_and_legend, self._line)

    def on_resize(self) -> None:
        """Put the legend to the right of the text where there is room, else below it."""
        is_wide = self.size.width >= _WIDE
        self._text_and_legend.styles.layout = "horizontal" if is_wide else "vertical"
        self.set_class(is_wide, "wide")
        self._legend.set_class(is_wide, "column")
        if is_wide:
            least, most = _LEGEND
            self._legend.styles.width = min(max(least, self.size.width - MEASURE - 2), most)
        else:
            self._legend.styles.width = None

    def show(self, state: State, keymap: Mapping[str, str], *, follows: bool) -> State:
        """Show a state, and return it with the labels of the places that are in view now.

        Args:
            state: of the file.
            keymap: the user's keys of commands, which no label takes.
            follows: scroll to the selection.
        """
        self.text.show(state.text, view.painted(state), follows=follows)
        state = label.labelled(replace(state, visible=self.text.visible_stretch), keymap)
        if state.shown_labels:
            self.text.show(state.text, view.painted(state), follows=False)
        self._legend.show(
            state.schema,
            Counter(tag.entity for tag in state.session.current.tags),
            Counter(suggestion.entity for suggestion in state.session.current.suggestions),
            described=state.shows_descriptions,
            focus=view.entity_in_focus(state),
        )
        self._line.show(self._with_keys(view.about_selection(state)), view.quote(state))
        return state
