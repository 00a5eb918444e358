"""Decide on suggestions: one by one or many at once, and take decisions back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import TypeAlias

from core.domain.finding.places import read_score
from core.domain.tagging.bulk import Bulk, bulks
from core.domain.tagging.events import Event
from core.domain.tagging.review import ReviewSession
from core.domain.tagging.tags import Suggestion
from core.domain.wording import counted
from tui.commands import file as commands
from tui.file.actions import go_on
from tui.file.ports import Ports
from tui.file.result import Action, Question, Result, nothing, yes_or_no
from tui.file.state import State

DecideMany: TypeAlias = Callable[[ReviewSession, Iterable[Suggestion]], Event | None]

_TYPED = "with a score to type"


def accept(state: State, ports: Ports) -> Result:
    """Turn the selected suggestion into a tag."""
    suggestion = state.session.selected_suggestion
    return decided(ports.record(state, state.session.accept(suggestion))) if suggestion else Result(state)


def reject(state: State, ports: Ports) -> Result:
    """Remove the selected suggestion for good."""
    suggestion = state.session.selected_suggestion
    return decided(ports.record(state, state.session.reject(suggestion))) if suggestion else Result(state)


def decided(state: State, say: str | None = None) -> Result:
    """Say so if no suggestion is left after a decision."""
    if state.session.current.suggestions:
        return Result(state, say)
    return Result(state, say or f"No suggestion is left in this file: {commands.SAVE_NEXT} saves and opens the next.")


def accept_all(state: State, _ports: Ports) -> Result:
    """Accept all suggestions of the file, after asking."""
    return _ask(state, Bulk.of_file(state.session.current.suggestions), "Accept", _decide(ReviewSession.accept_all))


def reject_all(state: State, _ports: Ports) -> Result:
    """Reject all suggestions of the file, after asking."""
    return _ask(state, Bulk.of_file(state.session.current.suggestions), "Reject", _decide(ReviewSession.reject_all))


def accept_many(state: State, _ports: Ports) -> Result:
    """Ask which suggestions to accept together."""
    return _choose(state, "Accept", ReviewSession.accept_all)


def reject_many(state: State, _ports: Ports) -> Result:
    """Ask which suggestions to reject together."""
    return _choose(state, "Reject", ReviewSession.reject_all)


def accept_rest(state: State, ports: Ports) -> Result:
    """Accept all suggestions that are left, save, and go on."""
    return _decide_rest(state, ports, "Accept", ReviewSession.accept_all)


def reject_rest(state: State, ports: Ports) -> Result:
    """Reject all suggestions that are left, save, and go on."""
    return _decide_rest(state, ports, "Reject", ReviewSession.reject_all)


def undo(state: State, ports: Ports) -> Result:
    """Undo the last step; where there is none, return to the file left last."""
    trail = tuple(name for name in state.trail if name != state.name)
    state = replace(state, trail=trail)
    if not state.session.done and trail:
        result = go_on.open_file(replace(state, trail=trail[:-1]), ports, trail[-1])
        say = f"Back in {trail[-1]}: {commands.UNDO} takes back what was decided here."
        return replace(result, say=say)
    return _step(state, ports, state.session.undo(), "undo", "undone")


def redo(state: State, ports: Ports) -> Result:
    """Repeat the last undone step."""
    return _step(state, ports, state.session.redo(), "redo", "done again")


def _step(state: State, ports: Ports, event: Event | None, verb: str, done: str) -> Result:
    if event is None:
        return Result(state, f"There is nothing to {verb} in this file since autotag was opened.")
    action, places = event.step.action, counted(event.step.change.places, "place")
    many = f" ({places})" if action.is_bulk else ""
    return Result(ports.record(state, event), f"{action.capitalize()}{many} was {done}.")


def _choose(state: State, verb: str, decide: DecideMany) -> Result:
    found = bulks(state.session.current.suggestions, state.session.selected_suggestion, state.text, state.visible)
    by_option = {f"{len(bulk.suggestions)} {bulk.label}": bulk for bulk in found}

    def chosen(answer: str | None) -> Action:
        if answer is None:
            return nothing
        if answer == _TYPED:
            return lambda state, _ports: _ask_score(state, verb, decide)
        return lambda state, _ports: _ask(state, by_option[answer], verb, _decide(decide))

    options = [*by_option, _TYPED] if by_option else []
    return Result(state, ask=Question(f"{verb} all:", chosen, options=options))


def _ask_score(state: State, verb: str, decide: DecideMany) -> Result:
    def typed(answer: str | None) -> Action:
        return nothing if answer is None else partial(_decide_from, read_score(answer), verb, decide)

    return Result(state, ask=Question(f"{verb} all with at least the score (such as 80%):", typed, check=read_score))


def _decide_from(lowest: float, verb: str, decide: DecideMany, state: State, _ports: Ports) -> Result:
    bulk = Bulk.from_score(state.session.current.suggestions, lowest)
    if not bulk.suggestions:
        return Result(state, f"No suggestion here has a score of {lowest:.0%} or more.")
    return _ask(state, bulk, verb, _decide(decide))


def _ask(state: State, bulk: Bulk, verb: str, decide: Callable[[Bulk], Action]) -> Result:
    """Ask before deciding on many, with a warning about those that look wrong."""
    question = yes_or_no(bulk.question(verb), decide(bulk), if_no=lambda state, _ports: Result(state, ""))
    return Result(state, bulk.warning(state.text, state.evidence.strings), question)


def _decide(decide: DecideMany) -> Callable[[Bulk], Action]:
    def action(bulk: Bulk) -> Action:
        def run(state: State, ports: Ports) -> Result:
            state = ports.record(state, decide(state.session, bulk.suggestions))
            return Result(state, "") if state.session.current.suggestions else decided(state)

        return run

    return action


def _decide_rest(state: State, ports: Ports, verb: str, decide: DecideMany) -> Result:
    """Decide on all that is left and go on; ask first if some of it is out of view."""
    rest = Bulk.of_file(state.session.current.suggestions)
    run = partial(_finish, rest, verb, decide)
    if rest.lies_within(state.visible):
        return run(state, ports)
    return _ask(state, rest, verb, lambda _bulk: run)


def _finish(rest: Bulk, verb: str, decide: DecideMany, state: State, ports: Ports) -> Result:
    saved = go_on.save(ports.record(state, decide(state.session, rest.suggestions)), ports)
    done = f"{counted(len(rest.suggestions), 'suggestion')} {verb.lower()}ed in {state.name}. "
    return go_on.open_next(saved.state, ports, done)
