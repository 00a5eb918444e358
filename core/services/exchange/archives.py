"""Zip archives, unpacked into a folder that is removed afterwards."""

from __future__ import annotations

import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import RequestError
from core.store.disk.atomic import printable

_MOST_FILES = 100_000
_MOST_BYTES = 8 << 30
_MOST_RATIO = 200
"""How many times larger than the archive its content may be; text shrinks to a fifth, as a rule."""

_OFFICE = "[Content_Types].xml"


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """Unpack an archive and return the folder, or the file if it holds only one.

    Raises:
        RequestError: it is damaged, encrypted, too large, or a document of an office program.
    """
    with tempfile.TemporaryDirectory() as folder:
        try:
            with zipfile.ZipFile(path) as archive:
                _check(archive, path)
                archive.extractall(folder)
        except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as error:
            raise RequestError(f"{printable(path)} cannot be unpacked: {error}; unpack it first.") from error
        yield _only_file(Path(folder))


def _check(archive: zipfile.ZipFile, path: Path) -> None:
    members = archive.infolist()
    if any(member.filename == _OFFICE for member in members):
        raise RequestError(
            f"{printable(path)} is a spreadsheet or slides of an office program; save the text as a .txt file."
        )
    size = sum(member.file_size for member in members)
    most = min(_MOST_BYTES, max(path.stat().st_size * _MOST_RATIO, 1 << 20))
    if len(members) > _MOST_FILES or size > most:
        raise RequestError(
            f"{printable(path)} would unpack to {len(members):,} files and {size:,} bytes; unpack it first."
        )


def _only_file(folder: Path) -> Path:
    """Return the only file, or the innermost folder that holds more than one entry."""
    while folder.is_dir():
        entries = [entry for entry in folder.iterdir() if not entry.name.startswith((".", "__MACOSX"))]
        if len(entries) != 1:
            break
        folder = entries[0]
    return folder
