"""Make a project from a backup. The backup may be a stranger's: nothing in it leads out of the project's folder."""

from __future__ import annotations

import os
import shutil
import zlib
from hashlib import sha256
from io import FileIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import msgspec

from core.errors import RequestError, UnusableError
from core.store.backup.manifest import MANIFEST, VERSION, Manifest, Member, belongs
from core.store.backup.writing import Backup
from core.store.disk.atomic import flush_folder, flush_tree, make_folder, printable, storage_errors, write_whole
from core.store.disk.folders import ProjectFolder
from core.store.disk.rights import create_folder

_CHUNK = 1 << 20
_MOST_RATIO = 1100
"""How many times larger than the backup its content can be, by the bound of the compression, if no parts overlap."""

_ABOUT_A_FILE = 400
"""Bytes that the manifest may take for a file, besides its name, and at least."""

_DAMAGED = (BadZipFile, EOFError, KeyError, NotImplementedError, RuntimeError, zlib.error, msgspec.MsgspecError)


def read_backup(path: Path, folder: ProjectFolder) -> Backup:
    """Make a project of a backup, as a whole or not at all.

    Args:
        path: of the backup.
        folder: of the project to make: not there yet, or empty.

    Raises:
        RequestError: there is something in the folder, or the file is no backup that can be trusted.
        UnusableError: the backup is damaged.
        StorageError: something cannot be read or written.
    """
    _require_free(folder.root)
    partial = folder.root.with_name(f".{folder.root.name}.restoring")
    with storage_errors(path, "read"):
        status = path.stat()
    with storage_errors(folder.root, "written"):
        if not path.is_file():
            raise RequestError(f"{printable(path)} is no file; give the backup that 'autotag backup' has written.")
        shutil.rmtree(partial, ignore_errors=True)
        try:
            with ZipFile(path) as archive:
                make_folder(partial.parent)
                manifest = _checked(archive, status.st_size, path, partial.parent)
                partial.mkdir()
                for name, member in manifest.files.items():
                    _extract(archive, name, member, partial, path)
            flush_tree(partial)
            partial.replace(folder.root)
            flush_folder(partial.parent)
        except _DAMAGED as error:
            raise UnusableError(f"{printable(path)} is no whole backup: {error}; nothing was restored.") from error
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    return Backup(len(manifest.files), sum(member.size for member in manifest.files.values()))


def _require_free(root: Path) -> None:
    with storage_errors(root, "read"):
        if root.is_symlink() or (root.exists() and (not root.is_dir() or any(root.iterdir()))):
            raise RequestError(f"{printable(root)} holds something already; give an empty or a new folder.")


def _checked(archive: ZipFile, size: int, path: Path, place: Path) -> Manifest:
    """Return the manifest, if it lists what is there, and that is part of a project and fits on the disk.

    Raises:
        RequestError: it does not.
    """
    shown, most = printable(path), min(size * _MOST_RATIO, shutil.disk_usage(place).free)
    entries = archive.infolist()
    about = next((entry for entry in entries if entry.filename == MANIFEST), None)
    if about is None:
        raise RequestError(f"{shown} is no backup of autotag: it has no {MANIFEST}.")
    names = sum(_ABOUT_A_FILE + 6 * len(entry.filename) for entry in entries)
    if sum(entry.file_size for entry in entries) > most or about.file_size > names:
        raise RequestError(f"{shown} would unpack to more than {most:,} bytes; nothing was restored.")
    manifest = msgspec.json.decode(archive.read(about), type=Manifest)
    if manifest.version != VERSION:
        raise RequestError(f"{shown} was written by another version of autotag; restore it with that version.")
    for name in manifest.files:
        if not belongs(name):
            raise RequestError(f"{shown} holds {name!r}, which is no file of a project; nothing was restored.")
    found = sorted(entry.filename for entry in entries if entry is not about)
    if found != sorted(manifest.files):
        raise RequestError(f"{shown} does not hold the files that it lists; nothing was restored.")
    return manifest


def _extract(archive: ZipFile, name: str, member: Member, root: Path, path: Path) -> None:
    """Write a file, which must be what the manifest says.

    Raises:
        UnusableError: it is not.
        OSError: it cannot be written, as where two names differ in case and the file system does not tell them apart.
    """
    target = root / name
    for folder in reversed([each for each in target.parents if root in each.parents]):
        if not folder.exists():
            create_folder(folder)
    digest = sha256()
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, member.mode & 0o666)
    with FileIO(descriptor, "w") as file, archive.open(name) as entry:
        while chunk := entry.read(_CHUNK):
            digest.update(chunk)
            write_whole(file, chunk)
    if digest.hexdigest() != member.digest:
        raise UnusableError(f"{name!r} in {printable(path)} is not what was backed up; nothing was restored.")
