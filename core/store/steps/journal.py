"""The journal of big steps: changes to many files that are finished or taken back as a whole."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

from core.errors import NotFoundError, StorageError
from core.store.disk.atomic import flush_folder, make_folder, storage_errors
from core.store.disk.clock import now
from core.store.disk.folders import ProjectFolder
from core.store.disk.locks import ProcessLock
from core.store.steps.step_files import (
    EntityLine,
    FileLine,
    KeptStep,
    Plan,
    TextLine,
    age,
    digest,
    has_begun,
    headers,
    load_header,
    load_step,
    note,
    remove_step,
    step_ids,
    steps_locked,
    with_lines,
    write_header,
)

KEPT = 20
"""Number of ended steps that are kept."""


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
            f"{digits[:8]}-{digits[8:17]}-{os.urandom(2).hex()}",
            what,
            at,
            by,
            has_ended=False,
            plan=plan,
            annotator=folder.annotator,
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
        blind = name in self._folder.blind
        note(self._folder, self.step.id, FileLine(name, digest(content), blind))
        self.step.files[name] = (*self.step.files.get(name, ()), digest(content))
        if blind:
            self.step.blind.add(name)

    def will_create(self, name: str, text_hash: str) -> None:
        """Note a text that the step is about to create.

        Raises:
            StorageError: it could not be noted; the caller must not write.
        """
        self._begin()
        note(self._folder, self.step.id, TextLine(name, text_hash))

    def will_add(self, entities: Iterable[str]) -> None:
        """Note entities that the step is about to add to the project.

        Raises:
            StorageError: they could not be noted; the caller must not write.
        """
        self._begin()
        for name in entities:
            note(self._folder, self.step.id, EntityLine(name))

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
        with steps_locked(self._folder):
            make_folder(step_folder)
            self._lock = ProcessLock(step_folder / ".lock")
            self._lock.take(0)
            number = 1 + max((step.number for step in headers(self._folder)), default=0)
            self.step = replace(self.step, number=number)
            write_header(self._folder, self.step)
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
    """Return the steps that can be taken back, latest first; damaged ones are left out.

    Raises:
        StorageError: the folder cannot be read.
    """
    ended = [step for step in headers(folder) if step.has_ended]
    return [with_lines(folder, step) for step in sorted(ended, key=age, reverse=True)]


@contextmanager
def cut_off_steps(folder: ProjectFolder) -> Iterator[list[KeptStep]]:
    """Yield the steps whose process died before they ended, latest first; locked against other processes inside.

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
        with steps_locked(folder):
            for step_id in step_ids(folder):
                lock = ProcessLock(folder.kept / step_id / ".lock")
                if not _has_ended(folder, step_id) and lock.take(0):
                    locks.append(lock)
                    if has_begun(folder, step_id):
                        with suppress(StorageError):  # damaged: it stays, for somebody to look at
                            found.append(load_step(folder, step_id))
                    else:
                        remove_step(folder, step_id)
        yield sorted(found, key=age, reverse=True)
    finally:
        for lock in locks:
            lock.release()


def has_cut_off(folder: ProjectFolder) -> bool:
    """Return whether the process of some step died before the step ended.

    Raises:
        StorageError: the folder cannot be read.
    """
    return any(
        not _has_ended(folder, step_id) and not ProcessLock(folder.kept / step_id / ".lock").is_held()
        for step_id in step_ids(folder)
    )


def end_step(folder: ProjectFolder, step: KeptStep) -> None:
    """Mark a step as ended.

    Raises:
        StorageError: it could not be written.
    """
    write_header(folder, replace(step, has_ended=True))


def forget_step(folder: ProjectFolder, step_id: str) -> None:
    """Remove a step for good.

    Raises:
        StorageError: it could not be removed.
    """
    with steps_locked(folder):
        remove_step(folder, step_id)


def _drop_oldest(folder: ProjectFolder) -> None:
    if len(step_ids(folder)) > KEPT:
        with steps_locked(folder):
            ended = sorted((step for step in headers(folder) if step.has_ended), key=age, reverse=True)
            for old in ended[KEPT:]:
                remove_step(folder, old.id)


def _has_ended(folder: ProjectFolder, step_id: str) -> bool:
    try:
        return load_header(folder, step_id).has_ended
    except NotFoundError:
        return False
    except StorageError:
        return True
