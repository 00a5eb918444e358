"""The commands that a user of an open file needs now, as the footer shows them: the first ones fit into 80 cells."""

from __future__ import annotations

from tui.commands import Command
from tui.commands import file as commands
from tui.file.state import State

_SUGGESTION = (
    commands.ACCEPT, commands.REJECT, commands.NEXT, commands.PREVIOUS, commands.ACCEPT_REST, commands.UNDO,
    commands.ENTITY,
)  # fmt: skip
_TAG = commands.REMOVE, commands.ENTITY, commands.SAME_TEXT
_TEXT = commands.GROW, commands.NEXT_LIKELY, commands.FIND
_LABELS = (commands.LABELS,)

_PENDING = (
    commands.NEXT, commands.PREVIOUS, commands.UNDO, commands.SAVE, commands.ACCEPT_REST, commands.REJECT_REST,
    commands.ACCEPT_MANY, commands.NEXT_LIKELY, commands.LABELS, commands.NEXT_FILE, commands.FIND, commands.ENTITY,
)  # fmt: skip
_UNSAVED = (
    commands.SAVE_NEXT, commands.UNDO, commands.SAVE, commands.NEXT_LIKELY, commands.LABELS, commands.GO_TO,
    commands.NEXT_FILE, commands.DISCARD, commands.FIND, commands.ENTITY,
)  # fmt: skip
_DECIDED = (
    commands.SAVE_NEXT, commands.NEXT_LIKELY, commands.LABELS, commands.FIND, commands.UNDO, commands.GO_TO,
    commands.NEXT_FILE, commands.PREVIOUS_FILE, commands.FLAG, commands.ENTITY,
)  # fmt: skip


def needed(state: State) -> tuple[Command, ...]:
    """Return the commands for what is in focus, then those for what is left to do in the file."""
    return tuple(dict.fromkeys((*_for_focus(state), *_for_rest(state))))


def _for_focus(state: State) -> tuple[Command, ...]:
    if state.shown_labels:
        return _LABELS
    if state.session.selected_suggestion:
        return _SUGGESTION
    if state.session.selected_tag:
        return _TAG
    return _TEXT if state.has_open_selection else ()


def _for_rest(state: State) -> tuple[Command, ...]:
    if state.session.current.suggestions:
        return _PENDING
    return _UNSAVED if state.session.has_unsaved else _DECIDED
