"""The command `notes`: list, write and resolve comments of people on files and on stretches of them."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from core.domain.wording import counted
from core.errors import RequestError
from core.services.team.note_table import export_notes, row
from core.services.team.notes import ListedNote, add_note_to, list_notes, resolve_note
from tui.cli.opening import open_project
from tui.cli.output import print_json
from tui.cli.printing import show


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `notes`."""
    parser.add_argument("--open", action="store_true", help="only notes that nobody has resolved")
    parser.add_argument("--export", type=Path, metavar="FILE", help="write them as a CSV table")
    parser.add_argument("--add", metavar="TEXT", help="write a note on --file")
    parser.add_argument("--file", metavar="NAME", help="for --add: the file")
    about = parser.add_mutually_exclusive_group()
    about.add_argument("--on", default="", metavar="WORDS", help="for --add: the words of the file that it is about")
    about.add_argument("--span", nargs=2, type=int, metavar=("START", "END"), help="for --add: their offsets")
    parser.add_argument("--resolve", action="append", default=[], metavar="ID", help="resolve a note of --json")


def notes(options: Namespace) -> int:
    """Write and resolve notes as asked, then list them, or write them as a table."""
    project = open_project(options)
    if bool(options.add) != bool(options.file) or ((options.on or options.span) and not options.add):
        raise RequestError("--add TEXT goes with --file NAME; --on and --span go with both.")
    if options.add:
        add_note_to(project, options.file, options.add, tuple(options.span) if options.span else options.on)
    for note_id in options.resolve:
        resolve_note(project, note_id)
    found = list_notes(project, only_open=options.open)
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
