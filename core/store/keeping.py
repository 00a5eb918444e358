"""What a big step would lose is kept beside the project's files, and can be brought back.

A step keeps the tags files that it changes, as they were. That costs no copy: a file is never changed in place, so a
second name for the old one does.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from core.errors import NotFoundError
from core.store.atomic import flush_folder, make_folder, open_no_link, storage_errors
from core.store.clock import now
from core.store.folders import ProjectFolder
from core.store.stamps import Stamp, stamp
from core.store.storage import RecordFile
from core.store.values import from_document, to_document

_UNKNOWN: Stamp = (0, 0)
"""How a file was left by a step that did not come to its end: anybody may have changed it since."""

KEPT = 20
"""Steps that are kept; older ones make room."""


@dataclass(frozen=True)
class KeptStep:
    """A step that can be taken back.

    Attributes:
        id: names it, and sorts it by time.
        what: in words.
        at: when, as ISO 8601 in UTC.
        by: who.
        files: names of the texts whose tags it changed; each with the stamp of its tags file after the step.
    """

    id: str
    what: str
    at: str
    by: str
    files: dict[str, Stamp] = field(default_factory=dict)


class Keeping:
    """Keeps files for one step."""

    def __init__(self, folder: ProjectFolder, what: str, by: str) -> None:
        at = now()
        digits = "".join(c for c in at if c.isdigit())
        self._folder = folder
        self.step = KeptStep(f"{digits[:8]}-{digits[8:17]}-{os.urandom(2).hex()}", what, at, by)

    def take(self, name: str) -> None:
        """Keeps the tags file of a text as it is now; called before it is changed.

        Raises:
            StorageError: it could not be kept.
        """
        source, target = self._folder.tags_file(name), self._folder.kept_tags_file(self.step.id, name)
        if name in self.step.files:
            return
        with storage_errors(target, "written"):
            if not self.step.files:
                _write(self._folder, self.step)
            self._note(name, _UNKNOWN)
            if source.exists():
                make_folder(target.parent)
                try:
                    os.link(source, target)
                except OSError:  # a file system without hard links
                    shutil.copyfile(source, target)
                flush_folder(target.parent)

    def left(self, name: str) -> None:
        """Notes how a file was left, so that it is seen later whether somebody has changed it since.

        Called under the file's lock: what is saved a moment later is somebody's change already.

        Raises:
            StorageError: it could not be noted.
        """
        self._note(name, stamp(self._folder.tags_file(name)))

    def _note(self, name: str, left: Stamp) -> None:
        """Writes down at once: a process that is killed halfway leaves a step that can be taken back."""
        path = _notes_file(self._folder, self.step.id)
        with storage_errors(path, "written"), open_no_link(path, "ab") as file:
            file.write(json.dumps([name, *left]).encode() + b"\n")
        self.step.files[name] = left

    def finish(self) -> None:
        """Notes the files and how each was left.

        Raises:
            StorageError: it could not be noted.
        """
        if self.step.files:
            _write(self._folder, self.step)
            _drop_oldest(self._folder)


@contextmanager
def keeping(folder: ProjectFolder, what: str, by: str) -> Iterator[Keeping]:
    """Keeps what is changed inside.

    Args:
        folder: the project.
        what: the step in words.
        by: who does it.
    """
    kept = Keeping(folder, what, by)
    try:
        yield kept
    finally:
        kept.finish()


def kept_steps(folder: ProjectFolder) -> list[KeptStep]:
    """The steps that can be taken back, latest first.

    Raises:
        StorageError: a step's file is damaged.
    """
    return [load_step(folder, id_) for id_ in sorted(_ids(folder), reverse=True)]


def load_step(folder: ProjectFolder, step_id: str) -> KeptStep:
    """One step.

    Raises:
        NotFoundError: there is none of this id.
        StorageError: its file is damaged.
    """
    if step_id not in _ids(folder):
        raise NotFoundError(f"There is no step {step_id!r} to take back; 'autotag restore' lists those that are.")
    file = _file(folder, step_id)
    rows = file.read().table("step").all()
    step = from_document(rows[0] if rows else {}, KeptStep, file.path)
    return step if step.files else replace(step, files=_noted(folder, step_id))


def _noted(folder: ProjectFolder, step_id: str) -> dict[str, Stamp]:
    """The files of a step that did not come to its end, as far as it came; each with how it was left."""
    path = _notes_file(folder, step_id)
    files: dict[str, Stamp] = {}
    with storage_errors(path, "read"):
        lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
    for line in lines:
        with suppress(ValueError):  # torn: its file was not changed yet, or is not noted as left
            name, size, changed = json.loads(line)
            files[name] = size, changed
    return files


def _notes_file(folder: ProjectFolder, step_id: str) -> Path:
    return folder.kept / step_id / "files.jsonl"


def _write(folder: ProjectFolder, step: KeptStep) -> None:
    with _file(folder, step.id).transaction() as db:
        db.drop_table("step")
        db.table("step").insert(to_document(step))


def _drop_oldest(folder: ProjectFolder) -> None:
    for old in sorted(_ids(folder))[:-KEPT]:
        path = folder.kept / old
        with storage_errors(path, "removed"):
            shutil.rmtree(path)


def _ids(folder: ProjectFolder) -> list[str]:
    with storage_errors(folder.kept, "read"):
        return [path.name for path in folder.kept.iterdir() if path.is_dir()] if folder.kept.exists() else []


def _file(folder: ProjectFolder, step_id: str) -> RecordFile:
    return RecordFile(folder.kept / step_id / "step.json", "step")
