"""What can be done in a file: functions of a state and of services, which know no screen."""

from __future__ import annotations

from collections.abc import Mapping

from tui.commands import Command
from tui.commands import file as commands
from tui.file.actions import decide, find, go_on, label, note, tag
from tui.file.modes import (
    NEED_NOTES,
    NEED_SUGGESTION,
    NEED_SUGGESTIONS,
    EntityKey,
    Keymap,
    LabelLetter,
    LeaveLabels,
    Meaning,
    is_covered,
)
from tui.file.result import Action
from tui.file.state import State

ACTIONS: Mapping[Command, Action] = {
    commands.ACCEPT: decide.accept,
    commands.REJECT: decide.reject,
    commands.SAVE_NEXT: go_on.save_next,
    commands.NEXT_LIKELY: find.next_likely,
    commands.UNDO: decide.undo,
    commands.ACCEPT_REST: decide.accept_rest,
    commands.REJECT_REST: decide.reject_rest,
    commands.NEXT: find.next_suggestion,
    commands.PREVIOUS: find.previous_suggestion,
    commands.SAVE: go_on.save,
    commands.LABELS: label.toggle,
    commands.GO_TO: label.go_to,
    commands.ENTITY: tag.choose_entity,
    commands.ACCEPT_ALL: decide.accept_all,
    commands.REJECT_ALL: decide.reject_all,
    commands.REMOVE: tag.remove,
    commands.SAME_TEXT: tag.same_text,
    commands.ACCEPT_MANY: decide.accept_many,
    commands.REJECT_MANY: decide.reject_many,
    commands.NEXT_FILE: go_on.next_file,
    commands.PREVIOUS_FILE: go_on.previous_file,
    commands.FIND: find.find,
    commands.REDO: decide.redo,
    commands.DISCARD: go_on.discard,
    commands.SAME_ELSEWHERE: tag.same_elsewhere,
    commands.FLAG: go_on.flag,
    commands.NOTE: note.write,
    commands.RESOLVE: note.resolve,
    commands.NEXT_NOTE: note.select_next,
    commands.SCORES: find.show_scores,
    commands.DESCRIPTIONS: tag.show_descriptions,
    commands.GUIDELINES: go_on.show_guidelines,
    commands.PREVIOUS_LIKELY: find.previous_likely,
    commands.GROW_TO: label.grow_to,
    commands.PHRASE: find.phrase,
    commands.WORD_RIGHT: find.word_right,
    commands.WORD_LEFT: find.word_left,
    commands.WORD_DOWN: find.word_down,
    commands.WORD_UP: find.word_up,
    commands.TOP: find.first_word,
    commands.END: find.last_word,
    commands.GROW: tag.grow,
    commands.SHRINK: tag.shrink,
    commands.GROW_LEFT: tag.grow_left,
    commands.SHRINK_LEFT: tag.shrink_left,
    commands.GROW_CHAR: tag.grow_by_one,
    commands.SHRINK_CHAR: tag.shrink_by_one,
    commands.START_LEFT: tag.start_left,
    commands.START_RIGHT: tag.start_right,
}
"""The action of each command, the most useful first; without those that scroll, which only the screen can do."""


def action_of(meaning: Meaning) -> Action:
    """Return the action of a key, given its meaning."""
    match meaning:
        case LabelLetter(letter):
            return label.letter(letter)
        case EntityKey(digit):
            return tag.press_digit(digit)
        case LeaveLabels():
            return label.leave
    return ACTIONS[meaning]


def can_run(command: Command, state: State, keymap: Keymap) -> bool:
    """Return whether a command has anything to act on, and a key that labels have not taken."""
    if state.shown_labels and is_covered(state.mode, command, keymap):
        return False
    if command in NEED_SUGGESTION:
        return state.session.selected_suggestion is not None
    if command in NEED_SUGGESTIONS:
        return bool(state.session.current.suggestions)
    if command in NEED_NOTES:
        return bool(state.notes)
    if command == commands.DISCARD:
        return state.session.has_unsaved
    return command != commands.REMOVE or state.session.selected_tag is not None
