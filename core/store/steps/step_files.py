"""What is on disk of a big step.

    kept/ID/step.json     what the step is, and whether it has ended
    kept/ID/files.jsonl   one line per change, on disk before the change itself
    kept/ID/tags/         the tags files as they were before
    kept/ID/.lock         held by the process that carries the step out

Keeping the old tags files costs no copy: a tags file is never changed in place, so a hard link preserves it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

from core.domain.project.schema import Entity
from core.errors import NotFoundError, StorageError
from core.store.disk.atomic import append_durably, read_file, remove, storage_errors
from core.store.disk.folders import ProjectFolder
from core.store.disk.locks import locked
from core.store.disk.storage import RecordFile, Tables
from core.store.disk.values import from_document, to_document


class PlanKind(StrEnum):
    """Steps that are finished, rather than taken back, after a crash."""

    RENAME = "rename"
    DELETE = "delete"
    MERGE = "merge"
    SAVE = "save"


@dataclass(frozen=True)
class Plan:
    """How to finish a step.

    Attributes:
        kind: what to do.
        names: the old and the new name of an entity; the entity to delete; the entity to merge and the one to merge it
            into; or the files to save.
        removed: the entity that the step removes from the project.
    """

    kind: PlanKind
    names: tuple[str, ...]
    removed: Entity | None = None


@dataclass(frozen=True)
class KeptStep:
    """A big step.

    Attributes:
        id: its unique name.
        what: what it does, in words.
        at: when it began, as ISO 8601 in UTC.
        by: the user.
        number: position among the steps of the project; the clock may be set back, this is not.
        has_ended: it was finished; false while it is under way, and after a crash.
        plan: how to finish it; None if it is to be taken back.
        files: digests of each tags file that the step wrote, by name of the text.
        texts: hash of each text that the step created, by name.
        entities: entities that the step added to the project.
        annotator: whose own records the step changed, of the texts in `blind`.
        blind: names of the texts that this annotator tags blindly.
    """

    id: str
    what: str
    at: str
    by: str
    number: int = 0
    has_ended: bool = True
    plan: Plan | None = None
    files: dict[str, tuple[str, ...]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    entities: tuple[str, ...] = ()
    annotator: str = ""
    blind: set[str] = field(default_factory=set)

    def paths(self, folder: ProjectFolder) -> ProjectFolder:
        """Return the paths of the records that the step changed."""
        return folder.of_annotator(self.annotator, self.blind)


def age(step: KeptStep) -> tuple[int, str]:
    """Return what steps are sorted by: their number, for the clock may be set back."""
    return step.number, step.id


def load_step(folder: ProjectFolder, step_id: str) -> KeptStep:
    """Return one step.

    Raises:
        NotFoundError: there is no step of this id.
        StorageError: its file is damaged.
    """
    return with_lines(folder, load_header(folder, step_id))


def step_ids(folder: ProjectFolder) -> list[str]:
    """Return the ids of all steps, also of those that have not begun."""
    with storage_errors(folder.kept, "read"):
        if not folder.kept.exists():
            return []
        return [path.name for path in folder.kept.iterdir() if path.is_dir() and not path.name.startswith(".")]


def headers(folder: ProjectFolder) -> Iterator[KeptStep]:
    """Yield the steps that have begun and are whole, each without the lines on what it changed."""
    for step_id in step_ids(folder):
        with suppress(NotFoundError, StorageError):  # never begun, or damaged: no reason to hide the others
            yield load_header(folder, step_id)


def load_header(folder: ProjectFolder, step_id: str) -> KeptStep:
    """Return a step without the lines on what it changed.

    Raises:
        NotFoundError: there is no step of this id.
        StorageError: its file is damaged.
    """
    file = _file(folder, step_id)
    if step_id not in step_ids(folder) or not file.exists():
        raise NotFoundError(f"There is no step {step_id!r} to take back; 'autotag restore' lists the steps.")
    rows = file.read().table("step").all()
    return from_document(rows[0] if rows else {}, KeptStep, file.path)


def has_begun(folder: ProjectFolder, step_id: str) -> bool:
    """Return whether a step got as far as its first change."""
    return _file(folder, step_id).exists()


def write_header(folder: ProjectFolder, step: KeptStep) -> None:
    """Write a step without the lines on what it changed, which have a file of their own."""
    header = replace(step, files={}, texts={}, entities=(), blind=set())
    _file(folder, step.id).replace({"step": {"1": to_document(header)}})


class FileLine(msgspec.Struct, tag="file"):
    """A tags file that the step writes, with the digest of its new content; an annotator's own file, if `blind`."""

    name: str
    digest: str
    blind: bool = False


class TextLine(msgspec.Struct, tag="text"):
    """A text that the step creates."""

    name: str
    hash: str


class EntityLine(msgspec.Struct, tag="entity"):
    """An entity that the step adds to the project."""

    name: str


def note(folder: ProjectFolder, step_id: str, line: FileLine | TextLine | EntityLine) -> None:
    """Append a line on what a step is about to change; it is on the disk on return."""
    append_durably(_lines_file(folder, step_id), msgspec.json.encode(line) + b"\n")


def with_lines(folder: ProjectFolder, step: KeptStep) -> KeptStep:
    """Return a step with what its lines say that it changed."""
    files: dict[str, tuple[str, ...]] = {}
    texts: dict[str, str] = {}
    entities: list[str] = []
    blind: set[str] = set()
    for line in _lines(folder, step.id):
        if isinstance(line, FileLine):
            files[line.name] = (*files.get(line.name, ()), line.digest)
            if line.blind:
                blind.add(line.name)
        elif isinstance(line, TextLine):
            texts[line.name] = line.hash
        else:
            entities.append(line.name)
    return replace(step, files=files, texts=texts, entities=tuple(entities), blind=blind)


def _lines(folder: ProjectFolder, step_id: str) -> Iterator[FileLine | TextLine | EntityLine]:
    path = _lines_file(folder, step_id)
    with storage_errors(path, "read"):
        raw = read_file(path) if path.exists() else b""
    for line in raw.splitlines():
        with suppress(msgspec.DecodeError, ValueError):  # torn by a crash: the change was not made
            if line.startswith(b"["):  # as earlier versions wrote it
                yield FileLine(msgspec.json.decode(line)[0], "")
            else:
                yield msgspec.json.decode(line, type=FileLine | TextLine | EntityLine)


def digest(content: bytes) -> str:
    """Return the digest of a file's content."""
    from hashlib import blake2b  # loads OpenSSL, which the first frame of the app does without

    return blake2b(content, digest_size=16).hexdigest()


def remove_step(folder: ProjectFolder, step_id: str) -> None:
    """Remove the header first: a step whose old tags files are half gone must never be taken back."""
    path = folder.kept / step_id
    for generation in ("step.json~", "step.json"):
        remove(path / generation)
    with storage_errors(path, "removed"):
        shutil.rmtree(path)


@contextmanager
def steps_locked(folder: ProjectFolder) -> Iterator[None]:
    """Hold the lock under which steps begin and are removed."""
    with locked(folder.kept / "steps"):
        yield


def _lines_file(folder: ProjectFolder, step_id: str) -> Path:
    return folder.kept / step_id / "files.jsonl"


def _file(folder: ProjectFolder, step_id: str) -> RecordFile:
    return RecordFile(folder.kept / step_id / "step.json", "step", version=2, migrations={1: _without_stamps})


def _without_stamps(content: Tables) -> Tables:
    """Version 1 kept size and time of each file, which do not tell reliably whether it changed."""
    steps: dict[str, Any] = {key: {**row, "files": {}} for key, row in content.get("step", {}).items()}
    return {**content, "step": steps}
