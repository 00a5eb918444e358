"""The command `entities`: list, add, describe, merge and split the entities of a project."""

from __future__ import annotations

import sys
from argparse import Namespace
from dataclasses import asdict

from core.domain.project.schema import split_described
from core.domain.wording import counted
from core.errors import RequestError
from core.services.project import entities as services
from core.services.project import merging, splitting
from core.services.project.entity_use import count_use
from core.services.project.projects import Project
from tui.cli.confirming import confirm
from tui.cli.opening import open_project
from tui.cli.output import print_json
from tui.cli.printing import show


def entities(options: Namespace) -> int:
    """Add, describe, merge and split entities as asked, then list all."""
    project = open_project(options)
    _check(options)
    for written in options.add:
        name, description = split_described(written)
        services.add_entity(project, name, description=description)
    for written in options.describe:
        services.describe_entity(project, *split_described(written))
    if options.rename:
        _rename(project, options)
    if options.merge:
        _merge(project, options)
    if options.split:
        _split(project, options)
    schema = services.load_schema(project)
    if options.json:
        print_json([asdict(entity) for entity in schema])
        return 0
    width = max((len(name) for name in schema.names), default=0)
    for entity in schema:
        show(f"{entity.hotkey or ' '}  {entity.name:<{width}}  {entity.description}".rstrip())
    if not len(schema):
        show("No entity yet; add one with --add NAME.")
    return 0


def _rename(project: Project, options: Namespace) -> None:
    use = count_use(project, options.rename)
    if use.caution:
        show(f"autotag: {use.caution}", file=sys.stderr)
    if not options.yes:
        confirm(f"Rename {options.rename} to {options.to}: {use.what}?", "rename it")
    services.rename_entity(project, options.rename, options.to)


def _merge(project: Project, options: Namespace) -> None:
    merging.check_merge(project, options.merge, options.into)
    use = count_use(project, options.merge)
    if use.caution:
        show(f"autotag: {use.caution}", file=sys.stderr)
    if not options.yes:
        confirm(f"Merge {options.merge} into {options.into}: {use.what}?", "merge them")
    merging.merge_entities(project, options.merge, options.into)
    show(f"{options.merge} is {options.into} now in {counted(use.files, 'file')}.", file=sys.stderr)


def _split(project: Project, options: Namespace) -> None:
    tags, changed = splitting.split_entity(project, options.split, options.into, options.text)
    told = f"{counted(tags, 'tag')} in {counted(changed, 'file')} moved from {options.split} to {options.into}."
    show(told, file=sys.stderr)


def _check(options: Namespace) -> None:
    """Refuse arguments that do not go together, before anything is changed."""
    if bool(options.merge) + bool(options.split) != bool(options.into):
        raise RequestError("--into NAME goes with one of --merge OLD and --split OLD.")
    if bool(options.rename) != bool(options.to):
        raise RequestError("--rename OLD goes with --to NEW.")
    if bool(options.split) != bool(options.text):
        raise RequestError("--split goes with --text: the texts of the tags that become --into.")
    for written in options.describe:
        if ":" not in written:
            raise RequestError(f"--describe needs 'NAME: DESCRIPTION', not {written!r}.")
