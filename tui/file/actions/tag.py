"""Tag by hand: move the borders of a place, give it an entity, tag the same text elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from core.domain.finding.tagged_strings import places_of
from core.domain.tagging.tagging import describe
from core.domain.tagging.tags import Tag
from core.domain.text.selection import Borders, Unit, move_end, move_start, next_word
from core.domain.text.spans import Span
from core.domain.wording import counted
from tui.commands import anywhere
from tui.commands import file as commands
from tui.commands.answers import YES_OR_NO
from tui.file.actions import decide, find
from tui.file.modes import Stepping
from tui.file.ports import Ports
from tui.file.result import Action, Question, Result, StateOnly, nothing, yes_or_no
from tui.file.state import State
from tui.shell.destinations import SameTextElsewhere


def _move(
    move: Callable[[str, Borders, Unit, bool], Borders], unit: Unit, outward: bool, state: State, ports: Ports
) -> Result:
    """Move a border of the selection; this edits a tag and accepts a suggestion."""
    session = state.session
    if session.selection is None:
        return Result(state.selecting(next_word(state.text, None)))
    borders = move(state.text, session.selection, unit, outward)
    if borders == session.selection:
        if outward and unit is Unit.WORD:
            return Result(state, "The paragraph ends there; a key that moves by characters goes further.")
        return Result(state)
    old = session.selected_suggestion or session.selected_tag
    if old is None:
        return Result(replace(state, session=session.selecting(borders)))  # stepping goes on from the grown place
    return _put(state, ports, Span(*borders, old.entity), lambda state, _ports: Result(state))


grow = partial(_move, move_end, Unit.WORD, True)
shrink = partial(_move, move_end, Unit.WORD, False)
grow_left = partial(_move, move_start, Unit.WORD, True)
shrink_left = partial(_move, move_start, Unit.WORD, False)
grow_by_one = partial(_move, move_end, Unit.CHARACTER, True)
shrink_by_one = partial(_move, move_end, Unit.CHARACTER, False)
start_left = partial(_move, move_start, Unit.CHARACTER, True)
start_right = partial(_move, move_start, Unit.CHARACTER, False)


def press_digit(digit: str) -> Action:
    """Return the action for the key of an entity."""

    def run(state: State, ports: Ports) -> Result:
        if not len(state.schema):
            return Result(state, f"This project has no entity yet; {commands.ENTITY} adds the first one.")
        entity = state.schema.by_hotkey(digit)
        if entity is None:
            return Result(state, f"No entity has the key {digit}; {commands.ENTITY} finds one by its letters.")
        return give_entity(entity.name)(state, ports)

    return run


@StateOnly
def choose_entity(state: State, _ports: Ports) -> Result:
    """Ask for an entity; make the first one if there is none yet."""
    if len(state.schema):
        give = lambda answer: give_entity(answer) if answer else nothing  # noqa: E731
        return Result(state, ask=Question("Entity:", give, options=state.schema.names))
    add = lambda answer: _add_first(answer) if answer else nothing  # noqa: E731
    return Result(state, ask=Question("Name of the first entity:", add))


def _add_first(name: str) -> Action:
    def run(state: State, ports: Ports) -> Result:
        schema = ports.add_entity(name)
        return give_entity(schema.names[0])(replace(state, schema=schema), ports)

    return run


def give_entity(entity: str) -> Action:
    """Return the action that gives the selection an entity: accepts a suggestion, changes a tag, tags plain text.

    Then the next suggestion or, when stepping, the next likely place is selected.
    """

    def run(state: State, ports: Ports) -> Result:
        if state.selection is None:
            say = f"Select something first: {commands.NEXT_LIKELY}, {commands.GO_TO} or arrows find a place, "
            return Result(state, f"{say}{commands.GROW} takes one more word in.")
        suggestion = state.session.selected_suggestion
        go_on: Action = nothing
        if isinstance(state.mode, Stepping):
            go_on = find.next_likely
        elif suggestion is not None:
            go_on = lambda state, _ports: decide.decided(  # noqa: E731
                replace(state, session=state.session.moving_on(suggestion))
            )
        return _put(state, ports, Span(*state.selection, entity), go_on)

    return run


def _put(state: State, ports: Ports, span: Span, go_on: Action) -> Result:
    """Tag a stretch, or change what is selected; ask before a tag in the way is replaced."""
    old = state.session.selected_suggestion or state.session.selected_tag
    in_the_way = state.session.in_the_way(span, besides=old)
    write = partial(_write, span, go_on)
    if not in_the_way:
        return write(state, ports)
    question = f"This replaces the tag {describe(in_the_way[0])}. Replace it?"
    return Result(state, ask=yes_or_no(question, write))


def _write(span: Span, go_on: Action, state: State, ports: Ports) -> Result:
    session = state.session
    old = session.selected_suggestion or session.selected_tag
    hidden = [s for s in session.current.suggestions.overlapping(*span.borders) if s != old]
    result = go_on(ports.record(state, session.edit(old, span) if old else session.tag(span)), ports)
    if not hidden:
        return result
    say = f"This took the place of the suggestion {describe(hidden[0])}; {commands.UNDO} brings it back."
    return replace(result, say=say)


def remove(state: State, ports: Ports) -> Result:
    """Remove the selected tag."""
    tag = state.session.selected_tag
    return Result(ports.record(state, state.session.remove(tag)) if tag else state)


def same_elsewhere(state: State, ports: Ports) -> Result:
    """List untagged places in other files that read like the selected tag."""
    tag = state.session.selected_tag or state.session.latest_tag
    if tag is None:
        return Result(state, "Tag something first; then places with the same text in other files are listed.")
    string = state.text[tag.start : tag.end]
    return Result(state, leave=SameTextElsewhere(ports.same_text(string, tag.entity, state.name)))


def same_text(state: State, _ports: Ports) -> Result:
    """Show the other places that read like the selected tag one by one, and tag those that the user wants."""
    tag = state.session.selected_tag or state.session.latest_tag
    if tag is None:
        return Result(state, "Tag something first; then other places with the same text are shown one by one.")
    string = state.text[tag.start : tag.end]
    tags = state.session.current.tags
    alike = [borders for borders in places_of(string, state.text) if not tags.overlapping(*borders)]
    if not alike:
        return Result(state, f"There is no other untagged {string!r} in this file.")
    return _SameText(tag, alike).ask(state, 0, 0)


class _SameText:
    """Places with the text of a tag, shown one after the other."""

    def __init__(self, tag: Tag, places: list[Borders]) -> None:
        self._tag = tag
        self._places = places

    def ask(self, state: State, number: int, tagged: int) -> Result:
        """Ask about a place, after so many were tagged."""
        if number == len(self._places):
            return self._end(state, tagged)
        question = f"Tag this as {self._tag.entity} too? {number + 1} of {len(self._places)} (y/n, a: all that follow)"
        then = partial(self._answered, number, tagged)
        return Result(
            state.selecting(self._places[number]),
            ask=Question(question, then, keys={**YES_OR_NO, "a": "All that follow"}),
        )

    def _answered(self, number: int, tagged: int, answer: str | None) -> Action:
        def run(state: State, ports: Ports) -> Result:
            spans = [Span(*borders, self._tag.entity) for borders in self._places[number:]]
            if answer == "a":
                return self._end(ports.record(state, state.session.tag_all(spans)), tagged + len(spans))
            if answer == "y":
                return self.ask(ports.record(state, state.session.tag(spans[0])), number + 1, tagged + 1)
            return self.ask(state, number + 1, tagged) if answer == "n" else self._end(state, tagged)

        return run

    def _end(self, state: State, tagged: int) -> Result:
        say = f"{counted(tagged, 'other place')} tagged, of {len(self._places)} with the same text in this file."
        return Result(state.selecting(self._tag.borders), say)


@StateOnly
def show_descriptions(state: State, _ports: Ports) -> Result:
    """Show from now on what counts as each entity, or no longer."""
    if state.shows_descriptions:
        return Result(replace(state, shows_descriptions=False), "The descriptions are hidden.")
    if not any(entity.description for entity in state.schema):
        return Result(state, f"No entity has a description yet; Entities ({anywhere.ENTITIES}) takes them.")
    say = f"The legend says what counts as each entity; {commands.DESCRIPTIONS} hides it."
    return Result(replace(state, shows_descriptions=True), say)
