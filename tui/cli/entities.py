"""The command `entities`: list, add and describe the entities of a project."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict

from core.domain.project.schema import split_described
from core.errors import RequestError
from core.services.project import entities as services
from core.services.project import projects
from tui.cli.output import print_json
from tui.cli.printing import show


def entities(options: Namespace) -> int:
    """Add and describe entities as asked, then list all."""
    project = projects.find_project(options.project)
    for written in options.describe:
        if ":" not in written:
            raise RequestError(f"--describe needs 'NAME: DESCRIPTION', not {written!r}.")
    for written in options.add:
        name, description = split_described(written)
        services.add_entity(project, name, description=description)
    for written in options.describe:
        services.describe_entity(project, *split_described(written))
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
