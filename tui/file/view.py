"""What the screen of a file shows of a state, in words and as spans to paint."""

from __future__ import annotations

from core.domain.tagging.review import ReviewSession
from core.domain.tagging.tags import OriginKind, Suggestion, Tag
from core.domain.team.notes import notes_at, open_notes
from core.domain.wording import counted
from tui.commands import file as commands
from tui.file.modes import OneLabel
from tui.file.state import State
from tui.widgets.tagged_text.view import View

_QUOTED = 200
"""Characters of the selected text that are handed on; no line shows more."""


def painted(state: State) -> View:
    """Return the spans to paint."""
    labels = {place[0]: label for label, place in state.shown_labels.items()}
    return View.of_session(state.session, state.schema, labels, shows_scores=state.shows_scores)


def title(state: State) -> str:
    """Return the name of the file and its place in the list."""
    number = state.names.index(state.name) + 1 if state.name in state.names else 1
    return f"{state.name} ({number}/{max(1, len(state.names))})"


def figures(state: State) -> str:
    """Return the numbers of tags, suggestions, open notes and unsaved decisions."""
    current, unsaved = state.session.current, str(state.session.unsaved)
    parts = [counted(len(current.tags), "tag"), f"{len(current.suggestions)} suggested"]
    parts += [counted(number, "note")] if (number := len(open_notes(state.notes))) else []
    return "  ".join([*parts, f"unsaved: {unsaved}"] if unsaved else parts)


def about_selection(state: State) -> str:
    """Say what is selected."""
    session = state.session
    if isinstance(state.mode, OneLabel):
        return "Type the letters of a label; any other key leaves."
    if state.shown_labels:
        return f"A letter selects its place, a digit tags it; {commands.LABELS} takes the labels off."
    if session.selection is None:
        return f"Nothing is selected: {commands.NEXT_LIKELY} goes to likely places, {commands.LABELS} labels all."
    found = session.selected_suggestion or session.selected_tag
    if found is None:
        return f"not tagged: a digit or {commands.ENTITY} gives it an entity"
    return _suggestion(found, session) if isinstance(found, Suggestion) else _tag(found, session)


def quote(state: State) -> str:
    """Return the beginning of the selected text."""
    return state.selected_text[:_QUOTED]


def entity_in_focus(state: State) -> str:
    """Return the entity of the selected suggestion or tag; empty if neither is selected."""
    found = state.session.selected_suggestion or state.session.selected_tag
    return found.entity if found else ""


def why(state: State) -> str:
    """Return the open notes on what is selected, else what the tags of the project say about it if it is a suggestion.

    Without either, the open notes on the file.
    """
    found = open_notes(notes_at(state.notes, state.selection))
    notes = "; ".join(f"{note.by}: {note.text}" for note in found)
    suggestion = state.session.selected_suggestion
    if suggestion is None or any(note.borders for note in found):
        return notes
    return state.evidence.strings.why(state.selected_text, suggestion.entity) or notes


def _suggestion(suggestion: Suggestion, session: ReviewSession) -> str:
    suggestions = session.current.suggestions
    number = suggestions.rank(suggestion) + 1
    return f"{number} of {len(suggestions)}, by {suggestion.model}: {suggestion.entity}? {suggestion.score:.0%}"


def _tag(tag: Tag, session: ReviewSession) -> str:
    saved = "" if tag in session.saved.tags else ", not saved yet"
    origin = tag.origin
    if origin.kind is OriginKind.ACCEPTED:
        score = f" at {origin.score:.0%}" if origin.score is not None else ""
        unread = " with the rest, unread" if origin.unread else ""
        return f"{tag.entity}, accepted{score}{unread} by {tag.by}{saved}"
    source = f", as {' and '.join(origin.annotators)} tagged it" if origin.annotators else ""
    how = "tagged" if origin.kind is OriginKind.MANUAL else origin.kind
    return f"{tag.entity}, {how} by {tag.by}{source}{saved}"
