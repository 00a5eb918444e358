"""Notes on the file and on stretches of it: write, resolve, go to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.domain.team.notes import ON_FILE, Note, next_note, notes_at, open_notes, parse_note
from tui.commands import file as commands
from tui.file.ports import Ports
from tui.file.result import Action, Question, Result, StateOnly, nothing
from tui.file.state import State


@StateOnly
def write(state: State, _ports: Ports) -> Result:
    """Ask for a note on the selection; on the file if nothing is selected, or if the answer says so."""

    def put(answer: str | None) -> Action:
        return _put(answer) if answer else nothing

    where = f"the selection ({ON_FILE} ... on the whole file)" if state.selection else "the file"
    return Result(state, ask=Question(f"Note on {where}:", put, check=parse_note))


def _put(written: str) -> Action:
    def run(state: State, ports: Ports) -> Result:
        text, on_file = parse_note(written)
        borders = None if on_file else state.selection
        notes = ports.add_note(text, borders)
        where = "the selection" if borders else "the file"
        return Result(replace(state, notes=notes), f"Noted on {where}; {commands.RESOLVE} resolves it.")

    return run


def resolve(state: State, ports: Ports) -> Result:
    """Resolve an open note of those shown; where all are resolved, open one again."""
    found = notes_at(state.notes, state.selection)
    found = open_notes(found) or found
    if not found:
        return Result(state, f"There is no note here; {commands.NOTE} writes one.")
    return Result(state, ask=_which(found)) if len(found) > 1 else _toggle(found[0])(state, ports)


def _which(notes: Sequence[Note]) -> Question:
    options = {f"{number} {note.by}: {note.text}": note for number, note in enumerate(notes, 1)}
    asked = "Resolve:" if notes[0].is_open else "Open again:"
    return Question(asked, lambda answer: _toggle(options[answer]) if answer else nothing, options=list(options))


def _toggle(note: Note) -> Action:
    def run(state: State, ports: Ports) -> Result:
        done = f"Resolved; {commands.RESOLVE} opens it again" if note.is_open else "Open again"
        return Result(replace(state, notes=ports.toggle_note(note.id)), f"{done}: {note.text}")

    return run


@StateOnly
def select_next(state: State, _ports: Ports) -> Result:
    """Select the next stretch with an open note."""
    found = next_note(state.notes, state.selection[0] if state.selection else -1)
    return Result(
        state.selecting(found), None if found else f"No text here has an open note; {commands.NOTE} writes one."
    )
