"""The journal of big steps: changes to many files that are finished or taken back as a whole.

    kept/ID/step.json     what the step is, and whether it has ended
    kept/ID/files.jsonl   one line per change, on disk before the change itself
    kept/ID/tags/         the tags files as they were before
    kept/ID/.lock         held by the process that carries the step out

Keeping the old tags files costs no copy: a tags file is never changed in place, so a hard link preserves it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

from core.errors import NotFoundError, StorageError
from core.store.atomic import append_durably, flush_folder, make_folder, read_file, remove, storage_errors
from core.store.clock import now
from core.store.folders import ProjectFolder
from core.store.locks import ProcessLock, locked
from core.store.storage import RecordFile, Tables
from core.store.values import from_document, to_document

KEPT = 20
"""Number of ended steps that are kept."""


class PlanKind(StrEnum):
    """Steps that are finished, rather than taken back, after a crash."""

    RENAME = "rename"
    DELETE = "delete"
    SAVE = "save"


@dataclass(frozen=True)
class Plan:
    """How to finish a step.

    Attributes:
        kind: what to do.
        names: the old and the new name of an entity; the entity to delete; or the files to save.
    """

    kind: PlanKind
    names: tuple[str, ...]


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


class StepRecorder:
    """Records one step. Nothing is written until the first change.

    Args:
        folder: the project.
        what: the step in words.
        by: the user.
        plan: how to finish it after a crash; None to take it back.
    """

    def __init__(self, folder: ProjectFolder, what: str, by: str, plan: Plan | None = None) -> None:
        at = now()
        digits = "".join(c for c in at if c.isdigit())
        self._folder = folder
        self._lock: ProcessLock | None = None
        self._has_begun = False
        self.step = KeptStep(
            f"{digits[:8]}-{digits[8:17]}-{os.urandom(2).hex()}", what, at, by, has_ended=False, plan=plan
        )

    @classmethod
    def of(cls, folder: ProjectFolder, step: KeptStep) -> StepRecorder:
        """Record more changes of a step that was cut off; the caller holds its lock and ends it."""
        recorder = cls(folder, step.what, step.by)
        recorder.step = step
        recorder._has_begun = True
        return recorder

    def take(self, name: str, content: bytes) -> None:
        """Keep the tags file of a text as it is now.

        Args:
            name: of the text.
            content: the tags file that the caller is about to write, under the file's lock.

        Raises:
            StorageError: it could not be kept; the caller must not write.
        """
        self._begin()
        if name not in self.step.files:
            self._link(name)
        self._note(_FileLine(name, digest(content)))
        self.step.files[name] = (*self.step.files.get(name, ()), digest(content))

    def will_create(self, name: str, text_hash: str) -> None:
        """Note a text that the step is about to create.

        Raises:
            StorageError: it could not be noted; the caller must not write.
        """
        self._begin()
        self._note(_TextLine(name, text_hash))

    def will_add(self, entities: Iterable[str]) -> None:
        """Note entities that the step is about to add to the project.

        Raises:
            StorageError: they could not be noted; the caller must not write.
        """
        self._begin()
        for name in entities:
            self._note(_EntityLine(name))

    def finish(self) -> None:
        """Mark the step as ended, and drop the oldest ones. A step that changed no tags is dropped itself.

        Raises:
            StorageError: it could not be written.
        """
        if self._lock is not None:
            try:
                if self.step.files:
                    end_step(self._folder, self.step)
                else:
                    forget_step(self._folder, self.step.id)
            finally:
                self._lock.release()
                self._lock = None
            with suppress(StorageError):  # the next step tries again
                _drop_oldest(self._folder)

    def _begin(self) -> None:
        if self._has_begun:
            return
        step_folder = self._folder.kept / self.step.id
        with _held(self._folder):
            make_folder(step_folder)
            self._lock = ProcessLock(step_folder / ".lock")
            self._lock.take(0)
            number = 1 + max((step.number for step in _headers(self._folder)), default=0)
            self.step = replace(self.step, number=number)
            _write(self._folder, self.step)
            self._has_begun = True

    def _link(self, name: str) -> None:
        source, target = self._folder.tags_file(name), self._folder.kept_tags_file(self.step.id, name)
        with storage_errors(target, "written"):
            if source.exists():
                make_folder(target.parent)
                target.unlink(missing_ok=True)  # left by a crash before the change was noted
                try:
                    os.link(source, target)
                except OSError:  # a file system without hard links, or a file of another user
                    shutil.copy2(source, target)
                    flush_folder(target)
                flush_folder(target.parent)

    def _note(self, line: object) -> None:
        append_durably(_lines_file(self._folder, self.step.id), msgspec.json.encode(line) + b"\n")


@contextmanager
def big_step(folder: ProjectFolder, what: str, by: str, plan: Plan | None = None) -> Iterator[StepRecorder]:
    """Record the changes made inside as one step; see `StepRecorder`.

    Raises:
        StorageError: the step's journal could not be written.
    """
    recorder = StepRecorder(folder, what, by, plan)
    try:
        yield recorder
    finally:
        recorder.finish()


def kept_steps(folder: ProjectFolder) -> list[KeptStep]:
    """Steps that can be taken back, latest first; damaged ones are left out.

    Raises:
        StorageError: the folder cannot be read.
    """
    ended = [step for step in _headers(folder) if step.has_ended]
    return [_with_lines(folder, step) for step in sorted(ended, key=_position, reverse=True)]


def load_step(folder: ProjectFolder, step_id: str) -> KeptStep:
    """One step.

    Raises:
        NotFoundError: there is no step of this id.
        StorageError: its file is damaged.
    """
    return _with_lines(folder, _header(folder, step_id))


@contextmanager
def cut_off_steps(folder: ProjectFolder) -> Iterator[list[KeptStep]]:
    """Steps whose process died before they ended, latest first; locked against other processes inside.

    Folders without a step, left by a process that died before its first change, are removed.

    Raises:
        StorageError: the folder cannot be read or written.
    """
    if not has_cut_off(folder):
        yield []
        return
    locks: list[ProcessLock] = []
    found: list[KeptStep] = []
    try:
        with _held(folder):
            for step_id in _ids(folder):
                lock = ProcessLock(folder.kept / step_id / ".lock")
                if not _has_ended(folder, step_id) and lock.take(0):
                    locks.append(lock)
                    if _file(folder, step_id).exists():
                        with suppress(StorageError):  # damaged: it stays, for somebody to look at
                            found.append(load_step(folder, step_id))
                    else:
                        _remove_folder(folder, step_id)
        yield sorted(found, key=_position, reverse=True)
    finally:
        for lock in locks:
            lock.release()


def end_step(folder: ProjectFolder, step: KeptStep) -> None:
    """Mark a step as ended.

    Raises:
        StorageError: it could not be written.
    """
    _write(folder, replace(step, has_ended=True))


def forget_step(folder: ProjectFolder, step_id: str) -> None:
    """Remove a step for good.

    Raises:
        StorageError: it could not be removed.
    """
    with _held(folder):
        _remove_folder(folder, step_id)


def digest(content: bytes) -> str:
    """Digest of a file's content."""
    from hashlib import blake2b  # loads OpenSSL, which the first frame of the app does without

    return blake2b(content, digest_size=16).hexdigest()


class _FileLine(msgspec.Struct, tag="file"):
    name: str
    digest: str


class _TextLine(msgspec.Struct, tag="text"):
    name: str
    hash: str


class _EntityLine(msgspec.Struct, tag="entity"):
    name: str


def _with_lines(folder: ProjectFolder, step: KeptStep) -> KeptStep:
    files: dict[str, tuple[str, ...]] = {}
    texts: dict[str, str] = {}
    entities: list[str] = []
    for line in _lines(folder, step.id):
        if isinstance(line, _FileLine):
            files[line.name] = (*files.get(line.name, ()), line.digest)
        elif isinstance(line, _TextLine):
            texts[line.name] = line.hash
        else:
            entities.append(line.name)
    return replace(step, files=files, texts=texts, entities=tuple(entities))


def _lines(folder: ProjectFolder, step_id: str) -> Iterator[_FileLine | _TextLine | _EntityLine]:
    path = _lines_file(folder, step_id)
    with storage_errors(path, "read"):
        raw = read_file(path) if path.exists() else b""
    for line in raw.splitlines():
        with suppress(msgspec.DecodeError, ValueError):  # torn by a crash: the change was not made
            if line.startswith(b"["):  # as earlier versions wrote it
                yield _FileLine(msgspec.json.decode(line)[0], "")
            else:
                yield msgspec.json.decode(line, type=_FileLine | _TextLine | _EntityLine)


def _lines_file(folder: ProjectFolder, step_id: str) -> Path:
    return folder.kept / step_id / "files.jsonl"


def _write(folder: ProjectFolder, step: KeptStep) -> None:
    header = replace(step, files={}, texts={}, entities=())
    _file(folder, step.id).replace({"step": {"1": to_document(header)}})


def _drop_oldest(folder: ProjectFolder) -> None:
    if len(_ids(folder)) > KEPT:
        with _held(folder):
            ended = sorted((step for step in _headers(folder) if step.has_ended), key=_position, reverse=True)
            for old in ended[KEPT:]:
                _remove_folder(folder, old.id)


def _remove_folder(folder: ProjectFolder, step_id: str) -> None:
    """Remove the header first: a step whose old tags files are half gone must never be taken back."""
    path = folder.kept / step_id
    for generation in ("step.json~", "step.json"):
        remove(path / generation)
    with storage_errors(path, "removed"):
        shutil.rmtree(path)


def has_cut_off(folder: ProjectFolder) -> bool:
    """Whether the process of some step died before the step ended.

    Raises:
        StorageError: the folder cannot be read.
    """
    return any(
        not _has_ended(folder, step_id) and not ProcessLock(folder.kept / step_id / ".lock").is_held()
        for step_id in _ids(folder)
    )


def _has_ended(folder: ProjectFolder, step_id: str) -> bool:
    try:
        return _header(folder, step_id).has_ended
    except NotFoundError:
        return False
    except StorageError:
        return True


def _headers(folder: ProjectFolder) -> Iterator[KeptStep]:
    for step_id in _ids(folder):
        with suppress(NotFoundError, StorageError):  # never begun, or damaged: no reason to hide the others
            yield _header(folder, step_id)


def _header(folder: ProjectFolder, step_id: str) -> KeptStep:
    """A step without the lines on what it changed."""
    file = _file(folder, step_id)
    if step_id not in _ids(folder) or not file.exists():
        raise NotFoundError(f"There is no step {step_id!r} to take back; 'autotag restore' lists the steps.")
    rows = file.read().table("step").all()
    return from_document(rows[0] if rows else {}, KeptStep, file.path)


def _ids(folder: ProjectFolder) -> list[str]:
    with storage_errors(folder.kept, "read"):
        if not folder.kept.exists():
            return []
        return [path.name for path in folder.kept.iterdir() if path.is_dir() and not path.name.startswith(".")]


def _position(step: KeptStep) -> tuple[int, str]:
    return step.number, step.id


@contextmanager
def _held(folder: ProjectFolder) -> Iterator[None]:
    """Hold the lock under which steps begin and are removed."""
    with locked(folder.kept / "steps"):
        yield


def _file(folder: ProjectFolder, step_id: str) -> RecordFile:
    return RecordFile(folder.kept / step_id / "step.json", "step", version=2, migrations={1: _without_stamps})


def _without_stamps(content: Tables) -> Tables:
    """Version 1 kept size and time of each file, which do not tell reliably whether it changed."""
    steps: dict[str, Any] = {key: {**row, "files": {}} for key, row in content.get("step", {}).items()}
    return {**content, "step": steps}
