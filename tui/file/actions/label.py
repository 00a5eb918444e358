"""Labels on places: typing the letters of a label selects its place, or grows the selection up to there."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import replace

from core.domain.finding.jump_labels import LastingLabels, label_places
from core.domain.text.selection import Borders
from core.domain.text.words import words
from tui.commands import file as commands
from tui.file.modes import Deciding, KeptLabels, Keymap, OneLabel, base_of, letters_of_a_choice
from tui.file.ports import Ports
from tui.file.result import Action, Result, StateOnly
from tui.file.state import State

_VIEWS_APART = 4
"""Places so many views apart may have the same label; a view of shorter lines holds more text than the first one."""

_SHORTEST_VIEW = 500
"""Characters that a view is taken to hold at least."""


def go_to(state: State, ports: Ports) -> Result:
    """Label likely places and all other untagged words in view, for one choice."""
    return _choose(state, labels_in_view(state, ports.keymap), grows=False)


def grow_to(state: State, ports: Ports) -> Result:
    """Label the words in view behind the selection, to grow it up to one of them."""
    after = state.selection[1] if state.selection else 0
    return _choose(state, labels_behind(state, after, ports.keymap), grows=True)


def _choose(state: State, labels: Mapping[str, Borders], *, grows: bool) -> Result:
    mode = OneLabel(base_of(state.mode), labels, grows)
    return Result(replace(state, mode=mode))


def labels_in_view(state: State, keymap: Keymap) -> Mapping[str, Borders]:
    """Label the likely places in view with one letter as far as possible, and the other untagged words."""
    start, end = state.visible
    tagging = state.session.current
    likely = state.likely.between(start, end, tagging) if state.likely else []
    starts = {borders[0] for borders in likely}
    others = [w for w in _words_in_view(state, start) if w[0] not in starts and not tagging.tags.overlapping(*w)]
    return label_places(likely, others, letters_of_a_choice(keymap))


def labels_behind(state: State, offset: int, keymap: Keymap) -> Mapping[str, Borders]:
    """Label all words in view from an offset on."""
    return label_places([], _words_in_view(state, offset), letters_of_a_choice(keymap))


def _words_in_view(state: State, after: int) -> list[Borders]:
    found = words(state.text)
    start, end = state.visible
    in_view = found[bisect_left(found, (max(after, start), -1)) : bisect_left(found, (end, -1))]
    return [word for word in in_view if state.text[word[0]].isalnum()]


def toggle(state: State, ports: Ports) -> Result:
    """Keep labels on likely places from now on; if they are shown, take them off.

    Selected text that waits for an entity hides them: then they come back, and the selection goes.
    """
    hidden = state.has_open_selection and not state.session.current.suggestions
    if isinstance(base_of(state.mode), KeptLabels) and not hidden:
        return Result(replace(state, mode=Deciding()), "")
    session = state.session.selecting(None) if hidden else state.session
    state = labelled(replace(state, session=session, mode=KeptLabels()), ports.keymap)
    say = ""
    if not state.shown_labels:
        say = "Labels come when no suggestion is left, on text that looks like an entity; "
        say += f"{commands.LABELS} takes them off."
    return Result(state, say)


@StateOnly
def leave(state: State, _ports: Ports) -> Result:
    """Take off the labels of one choice, or those that are kept."""
    return Result(replace(state, mode=state.mode.base if isinstance(state.mode, OneLabel) else Deciding()), "")


def letter(typed: str) -> Action:
    """Return the action for a letter of a label: narrows the labels down, or takes the place."""

    @StateOnly
    def run(state: State, _ports: Ports) -> Result:
        left = {label[1:]: place for label, place in state.shown_labels.items() if label[0] == typed}
        if "" in left:
            return Result(_taken(state, left[""]))
        return Result(_narrowed(state, typed, left))

    return run


def _taken(state: State, place: Borders) -> State:
    mode, selection = state.mode, state.selection
    if isinstance(mode, OneLabel) and mode.grows and selection:
        place = selection[0], max(place[1], selection[1])
    base = base_of(mode)
    return replace(state, mode=KeptLabels() if isinstance(base, KeptLabels) else base).selecting(place)


def _narrowed(state: State, typed: str, left: Mapping[str, Borders]) -> State:
    """Keep the labels that begin with the letter; if none does, leave a choice, and begin kept labels again."""
    if isinstance(state.mode, OneLabel):
        return replace(state, mode=replace(state.mode, labels=left) if left else state.mode.base)
    assert isinstance(state.mode, KeptLabels)
    return replace(state, mode=KeptLabels(state.mode.typed + typed if left else ""))


def labelled(state: State, keymap: Keymap) -> State:
    """Give labels to the likely places in view that have none yet, if labels are kept."""
    if not isinstance(state.mode, KeptLabels) or state.is_waiting or state.likely is None:
        return state
    letters, tagging = state.mode.letters(keymap), state.session.current
    labels = state.labels
    if labels.letters != letters:
        start, end = state.visible
        reach = _VIEWS_APART * max(end - start, _SHORTEST_VIEW)
        labels = LastingLabels.for_places(letters, state.likely.between(0, len(state.text), tagging), reach)
    return replace(state, labels=labels.covering(state.likely.between(*state.visible, tagging), tagging.is_untouched))
