"""Write a project into one file while others work on it.

Our files are replaced as a whole and never changed in place, so each is copied as somebody has saved it. Unsaved
decisions are copied before the tags that they may become, and the entities after the tags that use them: what is saved
meanwhile is in the backup before or after, but never lost between two files. Big steps and trained models, which change
several files as one, must not do so during the copying: if one does, the copying starts over.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from io import FileIO
from pathlib import Path
from stat import S_IMODE, S_ISREG
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import msgspec

from core.errors import ConflictError, NotFoundError, StorageError
from core.settings import DATA_FOLDER
from core.store.backup.manifest import MANIFEST, Manifest, Member, belongs
from core.store.disk.atomic import flush_folder, flush_to_disk, open_no_link, storage_errors
from core.store.disk.clock import now
from core.store.disk.folders import ProjectFolder
from core.store.disk.locks import ProcessLock
from core.store.disk.rights import PRIVATE
from core.store.steps.step_files import load_header, step_ids
from core.store.texts.finding import files_below, find_texts

_TRIES = 20
_PAUSE = 0.5
"""Seconds between two tries."""

_CHUNK = 1 << 20

_FIRST, _LAST = f"{DATA_FOLDER}/unsaved/", f"{DATA_FOLDER}/project.json"


@dataclass
class Backup:
    """What a backup holds.

    Attributes:
        files: number of files.
        size: bytes of their contents.
        left_out: files that could not be read, each with the reason.
    """

    files: int = 0
    size: int = 0
    left_out: list[tuple[str, str]] = field(default_factory=list)


class _ChangedMeanwhileError(Exception):
    """Several files were changed as one, or a file was changed in place."""


def write_backup(folder: ProjectFolder, target: Path) -> Backup:
    """Write a backup, which only the user can read; it appears whole or not at all.

    Raises:
        ConflictError: big steps changed the project again and again.
        StorageError: a file cannot be read or written.
    """
    partial = target.with_name(f".{target.name}.partial")
    with storage_errors(target, "written"):
        try:
            for _ in range(_TRIES):
                with suppress(_ChangedMeanwhileError):
                    written = _try(folder, partial)
                    partial.replace(target)
                    flush_folder(target.parent)
                    return written
                time.sleep(_PAUSE)
        finally:
            partial.unlink(missing_ok=True)
    raise ConflictError("The project is being changed in many files at once; make the backup when that has ended.")


def _try(folder: ProjectFolder, partial: Path) -> Backup:
    before = _under_way(folder)
    written, manifest = Backup(), Manifest(at=now())
    partial.unlink(missing_ok=True)
    with open_no_link(partial, "xb", PRIVATE) as file:
        os.fchmod(file.fileno(), 0o600)
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            for name in _names(folder):
                try:
                    name.encode()
                    member = _copied(folder.root / name, name, archive)
                except UnicodeEncodeError:
                    written.left_out.append((name, "its name is no text"))
                except FileNotFoundError:
                    if not name.startswith(_FIRST):  # unsaved decisions that were saved meanwhile: the tags follow
                        raise _ChangedMeanwhileError from None
                except PermissionError as error:
                    written.left_out.append((name, str(error.strerror)))
                else:
                    manifest.files[name] = member
                    written.files += 1
                    written.size += member.size
            archive.writestr(MANIFEST, msgspec.json.encode(manifest))
        flush_to_disk(file)
    if _under_way(folder) != before:
        raise _ChangedMeanwhileError
    return written


def _names(folder: ProjectFolder) -> Iterator[str]:
    """Yield what to copy, in the order in which it is to be copied."""
    ours = [f"{DATA_FOLDER}/{name}" for name, _ in files_below(folder.data)]
    ours = sorted((name for name in ours if belongs(name)), key=lambda name: (not name.startswith(_FIRST), name))
    last = [name for name in ours if name.startswith(_LAST)]
    yield from (name for name in ours if name not in last)
    yield from (text.name for text in find_texts(folder))
    yield from last


def _copied(path: Path, name: str, archive: ZipFile) -> Member:
    """Copy a file into the archive.

    Raises:
        _ChangedMeanwhileError: it was changed in place while it was read.
        OSError: it cannot be read.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    with FileIO(descriptor) as source:
        status = os.fstat(descriptor)
        if not S_ISREG(status.st_mode):
            raise FileNotFoundError
        digest, size = sha256(), 0
        info = ZipInfo(name)
        info.compress_type = ZIP_DEFLATED
        with archive.open(info, "w", force_zip64=True) as entry:
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                entry.write(chunk)
                size += len(chunk)
        after = os.fstat(descriptor)
    if (after.st_size, after.st_mtime_ns) != (status.st_size, status.st_mtime_ns):
        raise _ChangedMeanwhileError
    return Member(size, digest.hexdigest(), S_IMODE(status.st_mode))


def _under_way(folder: ProjectFolder) -> set[object]:
    """Return what identifies the state of all that changes several files as one.

    Raises:
        _ChangedMeanwhileError: a big step is under way.
    """
    state: set[object] = set()
    for step_id in step_ids(folder):
        if ProcessLock(folder.kept / step_id / ".lock").is_held():
            raise _ChangedMeanwhileError
        with suppress(NotFoundError, StorageError):
            state.add((step_id, load_header(folder, step_id).has_ended))
    if folder.models.exists():
        with os.scandir(folder.models) as entries:
            state.update((entry.name, entry.inode()) for entry in entries if not entry.name.startswith("."))
    return state
