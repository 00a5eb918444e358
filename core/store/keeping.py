"""What a big step would lose is kept beside the project's files, and can be brought back.

A step keeps the tags files that it changes, as they were. That costs no copy: a file is never changed in place, so a
second name for the old one does.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from secrets import token_hex

from core.errors import NotFoundError
from core.store.atomic import flush_folder, make_folder, storage_errors
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
        self.step = KeptStep(f"{digits[:8]}-{digits[8:17]}-{token_hex(2)}", what, at, by)

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
                _write(self._folder, self.step)  # a crash halfway leaves a step that can be taken back all the same
            if source.exists():
                make_folder(target.parent)
                try:
                    os.link(source, target)
                except OSError:  # a file system without hard links
                    shutil.copyfile(source, target)
                flush_folder(target.parent)
        self.step.files[name] = _UNKNOWN

    def finish(self) -> None:
        """Notes how the files were left, so that it is seen later whether somebody has changed them since.

        Raises:
            StorageError: it could not be noted.
        """
        if self.step.files:
            for name in self.step.files:
                self.step.files[name] = stamp(self._folder.tags_file(name))
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
    return step if step.files else replace(step, files=dict.fromkeys(_kept_names(folder, step_id), _UNKNOWN))


def _kept_names(folder: ProjectFolder, step_id: str) -> Iterator[str]:
    """Names of the texts of which a step that did not come to its end has kept the tags."""
    for path in sorted((folder.kept / step_id / "tags").rglob("*.json")):
        for row in RecordFile(path, "tags").read().table("file").all():
            yield row["name"]


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
