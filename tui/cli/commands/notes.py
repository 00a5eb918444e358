"""The command `notes`: comments of people on files and on stretches of them."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from core.domain.wording import counted
from core.services.team.note_table import export_notes, row
from core.services.team.notes import ListedNote, list_notes
from tui.cli.opening import open_project
from tui.cli.output import print_json
from tui.cli.printing import show


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `notes`."""
    parser.add_argument("--open", action="store_true", help="only notes that nobody has resolved")
    parser.add_argument("--export", type=Path, metavar="FILE", help="write them as a CSV table")


def notes(options: Namespace) -> int:
    """List the notes, or write them as a table."""
    found = list_notes(open_project(options), only_open=options.open)
    if options.export is not None:
        export_notes(found, options.export)
    if options.json:
        print_json([row(listed) for listed in found])
    elif options.export is not None:
        show(f"{counted(len(found), 'note')} written to {options.export}.")
    else:
        _print(found)
    return 0


def _print(found: list[ListedNote]) -> None:
    for listed in found:
        note = listed.note
        place = f"{listed.name}:{listed.line}" if listed.line else listed.name
        quote = f"  [{note.quote}]" if note.quote else ""
        done = "" if note.is_open else f"  (resolved by {note.resolved_by}, {note.resolved_at[:10]})"
        show(f"{place}{quote}  {note.by}, {note.at[:10]}: {note.text}{done}")
    if not found:
        show("There are no such notes.")
