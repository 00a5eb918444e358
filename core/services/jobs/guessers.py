"""Guessers of a project: add, list, remove; agree to where they run, and withdraw."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.project.guessers import Agreement, Guesser, GuesserKind, check_guesser, guesser_name, is_loopback
from core.domain.wording import counted
from core.errors import RequestError
from core.learning.pipeline.installed import installed_pipelines
from core.services.project.files import list_files
from core.services.project.preferences import author
from core.services.project.projects import Project
from core.store.caches.guesses import forget_guesses
from core.store.disk.clock import now
from core.store.project import guessers as store
from core.store.project.projects import load_schema

LOCAL_SERVERS = {"llama.cpp": "http://127.0.0.1:8080/v1", "Ollama": "http://127.0.0.1:11434/v1"}
"""Addresses at which widely used servers listen."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What a user has to know before texts are sent to a host.

    Attributes:
        host: where to.
        texts, characters: what the project holds.
        agreement: what was agreed to before; None if nothing was.
    """

    host: str
    texts: int
    characters: int
    agreement: Agreement | None

    @property
    def question(self) -> str:
        """The question to ask."""
        return (
            f"{counted(self.texts, 'text')} of this project with {self.characters:,} characters may be sent to "
            f"{self.host}, another machine. Agree?"
        )


def list_guessers(project: Project) -> list[Guesser]:
    """Return the guessers of a project.

    Raises:
        StorageError: they cannot be read.
    """
    return store.load_guessers(project.paths)


def get_guesser(project: Project, name: str) -> Guesser:
    """Return one guesser.

    Raises:
        NotFoundError: there is none of this name.
        StorageError: it cannot be read.
    """
    return store.load_guesser(project.paths, name)


def add_guesser(project: Project, guesser: Guesser) -> None:
    """Add a guesser to a project. Nothing is read or sent yet.

    Raises:
        RequestError: a setting is missing or wrong, or the name is taken, or a label stands for no entity.
        StorageError: it cannot be written.
    """
    check_guesser(guesser)
    schema = load_schema(project.paths)
    for entity in filter(None, guesser.labels.values()):
        schema.get(entity)
    if guesser.kind is GuesserKind.PIPELINE and "/" not in guesser.address:
        installed = installed_pipelines()
        if guesser.address not in installed:
            known = ", ".join(installed) or "none"
            raise RequestError(
                f"The pipeline {guesser.address!r} is not installed; give the path of a folder, or one of: {known}."
            )
    store.add_guesser(project.paths, guesser)


def remove_guesser(project: Project, name: str) -> None:
    """Remove a guesser and the answers kept of it; its suggestions stay.

    Raises:
        NotFoundError: there is none of this name.
        StorageError: it cannot be written, or an answer cannot be removed.
    """
    store.remove_guesser(project.paths, name)
    forget_guesses(project.paths, name)


def plan_consent(project: Project, name: str) -> Consent | None:
    """Return what the user has to agree to for a guesser; None if texts stay on this machine.

    Raises:
        NotFoundError: there is no such guesser.
        StorageError: the project cannot be read.
    """
    guesser = get_guesser(project, name)
    if not guesser.needs_agreement:
        return None
    files = list_files(project).usable()
    agreed = {each.host: each for each in store.load_agreements(project.paths)}
    return Consent(guesser.host, len(files), sum(entry.characters for entry in files), agreed.get(guesser.host))


def agree(project: Project, consent: Consent) -> None:
    """Keep the user's agreement.

    Raises:
        StorageError: it cannot be written.
    """
    agreement = Agreement(consent.host, author(), now(), consent.texts, consent.characters)
    store.put_agreement(project.paths, agreement)


def list_agreements(project: Project) -> list[Agreement]:
    """Return the hosts that texts of the project may be sent to.

    Raises:
        StorageError: they cannot be read.
    """
    return store.load_agreements(project.paths)


def withdraw(project: Project, host: str) -> None:
    """Withdraw an agreement; a job under way sends no further text.

    Args:
        project: whose.
        host: of the agreement, or the name of a guesser there.

    Raises:
        NotFoundError: nothing was agreed for this host.
        StorageError: it cannot be written.
    """
    named = {guesser.name: guesser.host for guesser in list_guessers(project)}
    store.withdraw_agreement(project.paths, named.get(host) or host)


def check_ready(project: Project, model: str) -> None:
    """Check that a model named `guess:NAME` is a guesser that texts may go to; other models pass.

    Raises:
        NotFoundError: there is no such guesser.
        RequestError: its host was not agreed to.
    """
    name = guesser_name(model)
    if name and (consent := plan_consent(project, name)) and not consent.agreement:
        raise RequestError(
            f"Texts of this project may not be sent to {consent.host}; agree first: "
            f"autotag guessers PROJECT --agree {name}."
        )


def where_it_runs(guesser: Guesser) -> str:
    """Say in a few words where a guesser runs, and so where texts go."""
    if not guesser.host:
        return "inside autotag; texts stay here"
    if is_loopback(guesser.host):
        return f"on this machine, at {guesser.host}"
    return f"at {guesser.host}: texts leave this machine"
