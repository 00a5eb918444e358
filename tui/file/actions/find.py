"""Select a place: the next suggestion, what looks like an entity, a search, words."""

from __future__ import annotations

from dataclasses import replace

from core.domain.finding.candidates import phrase_at
from core.domain.finding.places import SEARCHED_FOR, Query
from core.domain.text.selection import Borders, next_word, previous_word, whole_words, word_at
from tui.commands import Command
from tui.commands import file as commands
from tui.file.ports import Ports
from tui.file.result import Action, Question, Result, StateOnly, nothing
from tui.file.state import State


@StateOnly
def next_suggestion(state: State, _ports: Ports) -> Result:
    """Select the next suggestion."""
    found = state.session.next_suggestion()
    return Result(state.selecting(found.borders if found else None))


@StateOnly
def previous_suggestion(state: State, _ports: Ports) -> Result:
    """Select the previous suggestion."""
    found = state.session.previous_suggestion()
    return Result(state.selecting(found.borders if found else None))


def next_likely(state: State, _ports: Ports) -> Result:
    """Select the next place where a mention may have been missed.

    In a thread, since looking for the first place in a long text takes a second.
    """
    after = state.selection[0] if state.selection else -1
    found = state.likely.next(after, state.session.current) if state.likely else None
    return _step_to(state, found, "below", commands.PREVIOUS_LIKELY)


def previous_likely(state: State, _ports: Ports) -> Result:
    """Select the previous place where a mention may have been missed."""
    before = state.selection[0] if state.selection else len(state.text)
    found = state.likely.previous(before, state.session.current) if state.likely else None
    return _step_to(state, found, "above", commands.NEXT_LIKELY)


def _step_to(state: State, borders: Borders | None, where: str, other_way: Command) -> Result:
    if borders is None:
        return Result(
            state, f"No likely place is left {where}: {other_way} looks the other way, {commands.SAVE_NEXT} goes on."
        )
    return Result(state.stepping_to(borders))


@StateOnly
def find(state: State, _ports: Ports) -> Result:
    """Ask what to search for: letters, or tags and suggestions of an entity or a score."""

    def search(answer: str | None) -> Action:
        return (lambda state, _ports: _search(state, answer)) if answer else nothing

    return Result(state, ask=Question(f"Find ({SEARCHED_FOR}):", search, check=Query.parse_answer))


def _search(state: State, wanted: str) -> Result:
    query, tagging = Query.parse(wanted), state.session.current
    found = query.places(state.text, (*tagging.tags, *tagging.suggestions))
    if not query.is_about_spans:
        found = [whole_words(state.text, borders) for borders in found]
    if not found:
        return Result(state, f"{wanted!r} is not in this file.")
    after = state.selection[1] if state.selection else 0
    return Result(state.selecting(next((borders for borders in found if borders[0] >= after), found[0])))


def phrase(state: State, _ports: Ports) -> Result:
    """Select the whole phrase around the selection without the tags next to it, or only its first word again."""
    if state.selection is None:
        return Result(state.selecting(next_word(state.text, None)))
    at = state.selection[0]
    found = phrase_at(state.text, at, state.session.current.tags)
    return Result(state.selecting(found if found and found != state.selection else word_at(state.text, at)))


@StateOnly
def word_right(state: State, _ports: Ports) -> Result:
    """Select the next word."""
    return Result(state.selecting(next_word(state.text, state.selection)))


@StateOnly
def word_left(state: State, _ports: Ports) -> Result:
    """Select the previous word."""
    return Result(state.selecting(previous_word(state.text, state.selection)))


@StateOnly
def word_down(state: State, ports: Ports) -> Result:
    """Select a word below."""
    return Result(state.selecting(ports.word_below(state.selection, 1)))


@StateOnly
def word_up(state: State, ports: Ports) -> Result:
    """Select a word above."""
    return Result(state.selecting(ports.word_below(state.selection, -1)))


@StateOnly
def first_word(state: State, _ports: Ports) -> Result:
    """Select the first word of the text."""
    return Result(state.selecting(next_word(state.text, None)))


@StateOnly
def last_word(state: State, _ports: Ports) -> Result:
    """Select the last word of the text."""
    return Result(state.selecting(previous_word(state.text, None)))


def select(borders: Borders) -> Action:
    """Return the action that selects a stretch of text, or the word at an offset if its borders are equal."""

    @StateOnly
    def run(state: State, _ports: Ports) -> Result:
        return Result(state.selecting(borders if borders[0] < borders[1] else word_at(state.text, borders[0])))

    return run


@StateOnly
def show_scores(state: State, _ports: Ports) -> Result:
    """Show the score of every suggestion from now on, or no longer."""
    shows = not state.shows_scores
    say = f"Every suggestion shows its score; {commands.SCORES} hides them." if shows else "The scores are hidden."
    return Result(replace(state, shows_scores=shows), say)
