"""The guessers of a project, what was agreed to, and what their servers can do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tinydb import where

from core.domain.project.guessers import Agreement, Guesser
from core.errors import NotFoundError, RequestError
from core.store.disk.folders import ProjectFolder
from core.store.disk.storage import RecordFile
from core.store.disk.values import from_documents, to_document


def load_guessers(folder: ProjectFolder) -> list[Guesser]:
    """Return the guessers, in the order in which they were added.

    Raises:
        StorageError: the file is damaged, or of a later version.
    """
    file = _file(folder)
    return from_documents(file.read().table("guessers").all(), Guesser, file.path)


def load_guesser(folder: ProjectFolder, name: str) -> Guesser:
    """Return one guesser.

    Raises:
        NotFoundError: there is none of this name; the sentence lists those that are.
        StorageError: the file is damaged, or of a later version.
    """
    guessers = {guesser.name: guesser for guesser in load_guessers(folder)}
    if name not in guessers:
        known = ", ".join(guessers) or "none yet; add one with 'autotag guessers --add'"
        raise NotFoundError(f"There is no guesser {name!r} in this project; its guessers are: {known}.")
    return guessers[name]


def add_guesser(folder: ProjectFolder, guesser: Guesser) -> None:
    """Add a guesser.

    Raises:
        RequestError: the name is taken.
        StorageError: the file cannot be read or written.
    """
    with _file(folder).transaction() as db:
        if db.table("guessers").contains(where("name") == guesser.name):
            raise RequestError(f"There is a guesser {guesser.name!r} already; remove it first, or choose another name.")
        db.table("guessers").insert(to_document(guesser))


def remove_guesser(folder: ProjectFolder, name: str) -> None:
    """Remove a guesser and what is known of its server; agreements stay, since they belong to hosts.

    Raises:
        NotFoundError: there is none of this name.
        StorageError: the file cannot be read or written.
    """
    load_guesser(folder, name)
    with _file(folder).transaction() as db:
        for table in ("guessers", "abilities"):
            db.table(table).remove(where("name") == name)


def load_agreements(folder: ProjectFolder) -> list[Agreement]:
    """Return the hosts that texts may be sent to.

    Raises:
        StorageError: the file is damaged, or of a later version.
    """
    file = _file(folder)
    return from_documents(file.read().table("agreements").all(), Agreement, file.path)


def put_agreement(folder: ProjectFolder, agreement: Agreement) -> None:
    """Keep an agreement, in place of an earlier one for the same host.

    Raises:
        StorageError: the file cannot be read or written.
    """
    with _file(folder).transaction() as db:
        db.table("agreements").upsert(to_document(agreement), where("host") == agreement.host)


def withdraw_agreement(folder: ProjectFolder, host: str) -> None:
    """Withdraw an agreement.

    Raises:
        NotFoundError: there is none for this host.
        StorageError: the file cannot be read or written.
    """
    with _file(folder).transaction() as db:
        if not db.table("agreements").remove(where("host") == host):
            raise NotFoundError(f"Nothing was agreed for the host {host!r}; there is nothing to withdraw.")


def load_abilities(folder: ProjectFolder, name: str) -> Mapping[str, Any]:
    """Return what is known of a guesser's server; empty if nothing is.

    Raises:
        StorageError: the file is damaged, or of a later version.
    """
    found = _file(folder).read().table("abilities").search(where("name") == name)
    return dict(found[0]["known"]) if found else {}


def put_abilities(folder: ProjectFolder, name: str, known: Mapping[str, Any]) -> None:
    """Keep what was learned of the server of a guesser.

    Raises:
        StorageError: the file cannot be read or written.
    """
    with _file(folder).transaction() as db:
        db.table("abilities").upsert({"name": name, "known": dict(known)}, where("name") == name)


def _file(folder: ProjectFolder) -> RecordFile:
    return RecordFile(folder.data / "guessers.json", "guessers")
