"""The command `entities`: list, add, describe, colour, merge, split and delete the entities of a project."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from core.domain.project.schema import Schema, split_described
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


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `entities`."""
    for option, value, what in (
        ("--add", "NAME[: DESCRIPTION]", "add an entity"),
        ("--describe", "NAME: DESCRIPTION", "say what counts as an entity, and what does not; NAME: removes it"),
        ("--colour", "NAME: COLOUR", "give an entity a colour of the palette"),
        ("--key", "NAME: KEY", "give an entity a key, which no other has then; NAME: removes it"),
    ):
        parser.add_argument(option, action="append", default=[], metavar=value, help=what)
    parser.add_argument("--rename", metavar="OLD", help="rename this entity, and with it all its tags")
    parser.add_argument("--to", metavar="NEW", help="the new name")
    parser.add_argument("--merge", metavar="OLD", help="make the tags of this entity tags of --into, and remove it")
    parser.add_argument("--split", metavar="OLD", help="make those tags of this entity that say --text tags of --into")
    parser.add_argument("--into", metavar="NAME", help="the entity to merge into, or to split off")
    parser.add_argument("--text", action="append", default=[], metavar="T", help="for --split: what the tags say")
    parser.add_argument("--delete", metavar="NAME", help="delete this entity with all its tags and suggestions")
    parser.add_argument("--yes", action="store_true", help="rename, merge or delete without asking")


def entities(options: Namespace) -> int:
    """Change entities as asked, then list all."""
    project = open_project(options)
    _check(options)
    _describe(project, options)
    if options.rename:
        _rename(project, options)
    if options.merge:
        _merge(project, options)
    if options.split:
        _split(project, options)
    if options.delete:
        _delete(project, options)
    _print(services.load_schema(project), options)
    return 0


def _describe(project: Project, options: Namespace) -> None:
    """Add entities, and change what can be seen of them."""
    for written in options.add:
        name, description = split_described(written)
        services.add_entity(project, name, description=description)
    for written in options.describe:
        services.describe_entity(project, *split_described(written))
    for written in options.colour:
        services.recolour_entity(project, *split_described(written))
    for written in options.key:
        services.rekey_entity(project, *split_described(written))


def _print(schema: Schema, options: Namespace) -> None:
    if options.json:
        print_json([asdict(entity) for entity in schema])
        return
    width = max((len(name) for name in schema.names), default=0)
    for entity in schema:
        show(f"{entity.hotkey or ' '}  {entity.name:<{width}}  {entity.description}".rstrip())
    if not len(schema):
        show("No entity yet; add one with --add NAME.")


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
    sentence = f"{counted(tags, 'tag')} in {counted(changed, 'file')} moved from {options.split} to {options.into}."
    show(sentence, file=sys.stderr)


def _delete(project: Project, options: Namespace) -> None:
    use = count_use(project, options.delete)
    if use.caution:
        show(f"autotag: {use.caution}", file=sys.stderr)
    if not options.yes:
        confirm(f"Delete {options.delete}: {use.what}?", "delete it")
    services.delete_entity(project, options.delete)
    show(
        f"{options.delete} was deleted, with {counted(use.tags, 'tag')}; 'autotag restore' takes it back.",
        file=sys.stderr,
    )


def _check(options: Namespace) -> None:
    """Refuse arguments that do not go together, before anything is changed."""
    if bool(options.merge) + bool(options.split) != bool(options.into):
        raise RequestError("--into NAME goes with one of --merge OLD and --split OLD.")
    if bool(options.rename) != bool(options.to):
        raise RequestError("--rename OLD goes with --to NEW.")
    if bool(options.split) != bool(options.text):
        raise RequestError("--split goes with --text: the texts of the tags that become --into.")
    for option, value in (("describe", "DESCRIPTION"), ("colour", "COLOUR"), ("key", "KEY")):
        for written in getattr(options, option):
            if ":" not in written:
                raise RequestError(f"--{option} needs 'NAME: {value}', not {written!r}.")
