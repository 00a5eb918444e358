"""Open the project that a command names."""

from __future__ import annotations

import sys
from argparse import Namespace

from core.services.project import opening
from core.services.project.projects import Project
from tui.cli.printing import show


def open_project(options: Namespace) -> Project:
    """Open the project, and print what its opening has mended or found."""
    opened = opening.find_project(options.project)
    for note in opened.notes:
        show(f"autotag: {note}", file=sys.stderr)
    return opened.project
