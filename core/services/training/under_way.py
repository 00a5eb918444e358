"""Say whose work a training would interrupt: people who have files open, flagged files, partly decided ones."""

from __future__ import annotations

from collections.abc import Iterable

from core.domain.project.documents import Files
from core.domain.wording import counted
from core.services.project.projects import Project
from core.store.team.presence import who_has_open

_NAMED = 3
"""Files that a sentence names."""


def under_way(project: Project, files: Files) -> str:
    """Return sentences about the work under way in files with suggestions; empty if there is none.

    Args:
        project: of the files.
        files: those whose suggestions a training deletes.
    """
    open_by = {entry.name: who_has_open(project.paths, entry.name) for entry in files}
    opened = [name for name, people in open_by.items() if people]
    people = sorted({person for name in opened for person in open_by[name]})
    partly = files.partly_decided()
    deciders = sorted({person for entry in partly for person in entry.decided_by})
    sentences = []
    if opened:
        keep = "it keeps its suggestions" if len(opened) == 1 else "they keep their suggestions"
        which = listed(opened) if len(opened) <= _NAMED else counted(len(opened), "file")
        sentences.append(f"{listed(people)} {_have(people)} {which} open; {keep} until left.")
    if flagged := files.flagged():
        sentences.append(f"{counted(len(flagged), 'file')} with suggestions {_are(flagged)} flagged.")
    if partly:
        by = f" by {listed(deciders)}" if deciders else ""
        sentences.append(f"{counted(len(partly), 'file')} with suggestions {_are(partly)} partly decided{by}.")
    return " ".join(sentences)


def listed(words: Iterable[str]) -> str:
    """Return words joined as in a sentence: `a`, `a and b`, `a, b and c`."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def _have(people: list[str]) -> str:
    return "has" if len(people) == 1 else "have"


def _are(files: Files) -> str:
    return "is" if len(files) == 1 else "are"
