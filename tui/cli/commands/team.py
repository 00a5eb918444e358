"""Commands for work that several people share."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from core.domain.team.assignments import parse_people
from core.errors import RequestError
from core.services.project import files
from core.services.project.projects import Project
from core.services.team import assignments
from core.services.team.assignments import Assigned
from tui.cli.arguments import add_files, with_examples
from tui.cli.opening import open_project
from tui.cli.output import person_document, print_json, print_people
from tui.cli.printing import show

_EXAMPLES = """examples:
  autotag assign loans --to ann,bob                     every file that has no annotator yet, to one of the two
  autotag assign loans --files '2023/*' --to ann,bob,cy --each 2
  autotag assign loans --from ann --to bob,cy           what ann has not done yet
  autotag assign loans --files a.txt --remove           from whoever has it
"""


def add_arguments(assign: ArgumentParser) -> None:
    """Add the arguments of `assign`."""
    with_examples(assign, _EXAMPLES)
    add_files(assign, "unassigned (default), untagged, tagged, all, the name of a file or a pattern")
    assign.add_argument("--to", metavar="NAMES", help="annotators, with commas between them")
    assign.add_argument("--from", dest="giver", metavar="NAME", help="take over what this annotator has not done yet")
    assign.add_argument("--each", type=int, default=1, metavar="N", help="annotators of each file; 1 otherwise")
    assign.add_argument("--seed", type=int, default=0, metavar="N", help="of the distribution")
    assign.add_argument("--remove", action="store_true", help="take the files from the annotators of --to, or from all")


def assign(options: Namespace) -> int:
    """Assign files as asked, then show how far each annotator is."""
    project = open_project(options)
    assigned = _assigned(project, options)
    people = assignments.people_progress(project, files.list_files(project))
    if assigned and assigned.caution:
        show(f"autotag: {assigned.caution}", file=sys.stderr)
    if options.json:
        changed = {name: list(now) for name, now in assigned.assignments.items()} if assigned else {}
        print_json({"changed": changed, "people": [person_document(person) for person in people]})
        return 0
    if assigned:
        show(assigned.sentence)
    print_people(people)
    if not people:
        show("No file is assigned; assign some with --to NAMES.")
    return 0


def _assigned(project: Project, options: Namespace) -> Assigned | None:
    """Change assignments as asked; return None if nothing is to be changed."""
    people = parse_people(options.to) if options.to is not None else ()
    if options.remove:
        if options.giver is not None:
            raise RequestError("--remove takes files from the annotators of --to; leave --from out.")
        return assignments.unassign(project, _names(project, options, "") if options.files else None, people)
    if not people:
        if options.giver is not None or options.files:
            raise RequestError("Name annotators with --to NAMES, or take files from theirs with --remove.")
        return None
    if options.giver is not None:
        return assignments.reassign(project, _names(project, options, "all"), options.giver, people, options.seed)
    return assignments.assign(project, _names(project, options, "unassigned"), people, options.each, options.seed)


def _names(project: Project, options: Namespace, otherwise: str) -> list[str]:
    return files.choose_files(files.list_files(project), options.files or [otherwise])
