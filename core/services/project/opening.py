"""Open a project as a person or a command does, and repair what a crash left half done."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from core.services.project import projects
from core.services.project.projects import Project
from core.store.disk.locks import lacking_locks
from core.store.project.sharing import sharing_problem
from core.store.steps.journal import has_cut_off
from core.store.tags.journals import has_together


@dataclass(frozen=True, slots=True)
class Opened:
    """A project that was opened.

    Attributes:
        project: the project.
        notes: sentences that the user should read once.
    """

    project: Project
    notes: tuple[str, ...]


def open_project(folder: Path) -> Opened:
    """Open a folder as a project, and make it one if it is not; see `projects.open_project`."""
    project = projects.open_project(folder)
    return Opened(project, _hindrances(project) or repair(project))


def find_project(folder: Path) -> Opened:
    """Open an existing project; see `projects.find_project`."""
    project = projects.find_project(folder)
    return Opened(project, _hindrances(project) or repair(project))


def _hindrances(project: Project) -> tuple[str, ...]:
    """Return sentences about obstacles to changing the project."""
    if problem := lacking_locks(project.paths.project_file):
        return (f"{problem} It is open to read only.",)
    if not os.access(project.paths.data, os.W_OK):
        problem = sharing_problem(project.paths) or "You may not write in its folder."
        return (f"This project is open to read only. {problem}",)
    return ()


def repair(project: Project) -> tuple[str, ...]:
    """Finish or take back what a crash left half done; return a sentence about each."""
    if not (has_cut_off(project.paths) or has_together(project.paths)):
        return ()
    from core.services.project.recovery import recover  # rarely needed, and it loads all that changes a file

    return recover(project)
