"""A first guess: suggestions in the next few files of a project, before there is anything to train on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.domain.project.guessers import GUESS, Guesser, GuesserKind
from core.domain.project.jobs import AutotagSpec, Job
from core.domain.wording import counted
from core.errors import RequestError
from core.learning.pipeline.installed import installed_pipelines
from core.services.jobs import autotagging, guessers
from core.services.project.files import list_files
from core.services.project.projects import Project
from core.store.project.projects import load_schema

FILES = 10
"""Files that a first guess covers: few, since what is decided in them makes the next guess better."""


@dataclass(frozen=True, slots=True)
class NewGuesser:
    """A guesser that could be added.

    Attributes:
        label: what it is, in a few words.
        kind: of guesser.
        address: if it is known already; empty to ask for it.
        hint: how the address looks, to begin with.
    """

    label: str
    kind: GuesserKind
    address: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class FirstGuessPlan:
    """What a first guess would do.

    Attributes:
        guesser: that would read.
        spec: of the job.
        characters: of the files.
    """

    guesser: Guesser
    spec: AutotagSpec
    characters: int

    @property
    def question(self) -> str:
        """The question before it starts."""
        return (
            f"{self.guesser.name} reads {counted(len(self.spec.files), 'file')} with {self.characters:,} characters "
            f"{guessers.where_it_runs(self.guesser)}. Start?"
        )


def new_guessers() -> Sequence[NewGuesser]:
    """Return the kinds of guessers that can be added, installed pipelines each by its name."""
    installed = installed_pipelines()
    return (
        NewGuesser("A language model, by the address of its server", GuesserKind.CHAT, hint="http://127.0.0.1:8080/v1"),
        *(NewGuesser(f"The pipeline {name}", GuesserKind.PIPELINE, name) for name in installed),
        NewGuesser("A file or folder of phrases", GuesserKind.PATTERNS),
        NewGuesser("A GLiNER model, by its folder", GuesserKind.GLINER),
    )


def free_name(project: Project, kind: GuesserKind) -> str:
    """Return a name that no guesser of the project has.

    Raises:
        StorageError: the guessers cannot be read.
    """
    taken = {guesser.name for guesser in guessers.list_guessers(project)}
    names = (f"{kind}-{number}" if number > 1 else kind.value for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def plan_first_guess(project: Project, name: str) -> FirstGuessPlan:
    """Return what a first guess would read.

    Raises:
        RequestError: the project has no entities, or no file is left.
        StorageError: the project cannot be read.
    """
    entities = load_schema(project.paths).names
    if not entities:
        raise RequestError("The project has no entities to look for; add some, each with a description.")
    listed = list_files(project)
    fresh = [entry for entry in listed.untagged() if not entry.suggestions and not entry.job]
    chosen = fresh[:FILES]
    if not chosen:
        raise RequestError("Every file has been guessed or tagged; review the suggestions, then train on them.")
    return FirstGuessPlan(
        guessers.get_guesser(project, name),
        AutotagSpec(GUESS + name, tuple(entities), tuple(entry.name for entry in chosen)),
        sum(entry.characters for entry in chosen),
    )


def start_first_guess(project: Project, plan: FirstGuessPlan) -> Job:
    """Submit the job.

    Raises:
        RequestError: the guesser's host is not agreed to.
        QuotaError: fewer text records are left this month than it needs.
        StorageError: the project or the resource cannot be read or written.
    """
    return autotagging.start_autotag(project, plan.spec)
