"""Audits: the sample in one file, and the judgements in another, to which each is added as a line.

Neither quotes a text: both hold names, offsets and entities.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace

import msgspec

from core.domain.audit.judging import Judgement
from core.domain.audit.sampling import Audit, Unit
from core.errors import NotFoundError, UnusableError
from core.store.disk.atomic import append_durably, drop_torn_line, printable, read_file, storage_errors
from core.store.disk.folders import ProjectFolder
from core.store.disk.locks import locked
from core.store.disk.storage import RecordFile
from core.store.disk.values import from_document, from_documents, to_document, to_documents


def new_audit_id(at: str) -> str:
    """Return an id that sorts by the time of the drawing."""
    digits = "".join(c for c in at if c.isdigit())
    return f"{digits[:8]}-{digits[8:14]}-{os.urandom(2).hex()}"


def create_audit(folder: ProjectFolder, audit: Audit) -> None:
    """Store a new audit.

    Raises:
        StorageError: it could not be written.
    """
    with _file(folder, audit.id).transaction() as db:
        about = to_document(replace(audit, units=()))
        del about["units"]
        db.table("audit").insert(about)
        db.table("units").insert_multiple(to_documents(audit.units))


def load_audit(folder: ProjectFolder, audit_id: str) -> Audit:
    """Return one audit.

    Raises:
        NotFoundError: there is none of this id.
        StorageError: its file is damaged, or of a later version.
    """
    known = audit_ids(folder)
    if audit_id not in known:
        raise NotFoundError(f"There is no audit {audit_id!r}; there are: {', '.join(known) or 'none'}.")
    file = _file(folder, audit_id)
    db = file.read()
    rows = db.table("audit").all()
    if not rows:
        raise UnusableError(f"{printable(file.path)} holds no audit; move its folder away.")
    return replace(
        from_document(rows[0], Audit, file.path),
        units=tuple(from_documents(db.table("units").all(), Unit, file.path)),
    )


def audit_ids(folder: ProjectFolder) -> list[str]:
    """Return the ids of all audits, latest first.

    Raises:
        StorageError: the folder cannot be read.
    """
    if not folder.audits.exists():
        return []
    with storage_errors(folder.audits, "read"):
        names = [entry.name for entry in os.scandir(folder.audits) if entry.is_dir() and entry.name[0] != "."]
    return sorted((name for name in names if _file(folder, name).exists()), reverse=True)


def add_judgements(folder: ProjectFolder, audit_id: str, judgements: Iterable[Judgement]) -> None:
    """Add judgements to the record; they are on disk on return.

    Raises:
        StorageError: they could not be written; none of them counts.
    """
    path = folder.audits / audit_id / "judgements.jsonl"
    lines = b"".join(msgspec.json.encode(judgement) + b"\n" for judgement in judgements)
    with locked(path):
        drop_torn_line(path)
        append_durably(path, lines)


def load_judgements(folder: ProjectFolder, audit_id: str) -> list[Judgement]:
    """Return all judgements in the order in which they were made.

    Raises:
        StorageError: they cannot be read, or a line is damaged.
    """
    path = folder.audits / audit_id / "judgements.jsonl"
    with storage_errors(path, "read"):
        try:
            whole = read_file(path).rpartition(b"\n")[0]  # a torn last line was never acknowledged
        except FileNotFoundError:
            return []
    try:
        return [msgspec.json.decode(line, type=Judgement) for line in whole.splitlines()]
    except (msgspec.DecodeError, ValueError) as error:
        raise UnusableError(f"{printable(path)} holds a damaged judgement ({error}); remove its line.") from error


def _file(folder: ProjectFolder, audit_id: str) -> RecordFile:
    return RecordFile(folder.audits / audit_id / "audit.json", "audit")
