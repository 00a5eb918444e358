"""The command `double`: files that several annotators tag without seeing each other's tags."""

from __future__ import annotations

import argparse
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from core.domain.team.double import VersionState
from core.domain.wording import counted
from core.errors import RequestError
from core.services.team.double import (
    Chosen,
    Drawn,
    MarkedFile,
    learns_by_majority,
    mark_double,
    marked_files,
    reopen_double,
    set_majority,
    unmark_double,
)
from tui.cli.arguments import add_files
from tui.cli.opening import open_project
from tui.cli.output import print_json
from tui.cli.printing import show


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `double`."""
    parser.add_argument("--annotators", default="", metavar="NAME,NAME", help="mark files for these people")
    add_files(parser, "these files")
    parser.add_argument("--share", type=float, metavar="S", help="a share of the untagged files, at random: 0.2")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of the draw")
    parser.add_argument("--no-suggestions", action="store_true", help="show the annotators no suggestions")
    majority = "let trainings learn what most annotators agree on, or only what is adjudicated"
    parser.add_argument("--majority", choices=["on", "off"], help=majority)
    back = parser.add_mutually_exclusive_group()
    back.add_argument("--unmark", action="store_true", help="give up the double annotation of --files")
    back.add_argument("--reopen", action="store_true", help="take back that --files are adjudicated")


def double(options: Namespace) -> int:
    """Mark files for double annotation, or list those that are marked."""
    project = open_project(options)
    if options.majority:
        set_majority(project, options.majority == "on")
    if options.unmark or options.reopen:
        if not options.files:
            raise RequestError(f"Say which files to {'unmark' if options.unmark else 'reopen'}: --files.")
        (unmark_double if options.unmark else reopen_double)(project, options.files)
    elif options.annotators:
        annotators = options.annotators.split(",")
        names = mark_double(project, _which(options), annotators, suggestions=not options.no_suggestions)
        if not options.json:
            show(f"{counted(len(names), 'file')} marked, to be tagged blindly.")
    elif options.files or options.share is not None:
        raise RequestError("Say who tags these files: --annotators ann,bob.")
    files = marked_files(project)
    if options.json:
        print_json([document(file) for file in files])
    else:
        _print(files)
        _print_majority(learns_by_majority(project))
    return 0


def document(file: MarkedFile) -> dict[str, Any]:
    """Return a file that is marked for double annotation as JSON shows it."""
    return {**asdict(file.mark), "states": dict(file.states), "problem": file.problem}


def _which(options: Namespace) -> Chosen | Drawn:
    if options.files and options.share is None:
        return Chosen(tuple(options.files))
    if options.share is not None and not options.files:
        return Drawn(options.share, options.seed)
    raise RequestError("Say which files to mark: either --files, or --share with a --seed.")


def _print(files: Sequence[MarkedFile]) -> None:
    if not files:
        show("No file is marked for double annotation.")
        return
    for file in files:
        states = ", ".join(f"{annotator} {state}" for annotator, state in file.states.items())
        adjudicated = f"adjudicated by {file.mark.adjudicator}" if file.mark.adjudicated else ""
        show(f"{file.mark.name}: {adjudicated or file.problem or states}")
    pending = [file for file in files if not file.mark.adjudicated]
    people = dict.fromkeys(annotator for file in pending for annotator in file.mark.annotators)
    for annotator in people:
        own = [file.states[annotator] for file in pending if annotator in file.states]
        show(f"{annotator}: {own.count(VersionState.DONE)} of {counted(len(own), 'file')} done")
    ready = sum(file.is_done for file in pending)
    show(f"{counted(len(files) - len(pending), 'file')} adjudicated, {ready} ready for it.")


def _print_majority(on: bool) -> None:
    if on:
        show("Majority on: trainings learn what most annotators of a file tagged until it is adjudicated.")
    else:
        show("Majority off: trainings learn from these files only once they are adjudicated.")
