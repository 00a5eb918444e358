"""Write exports to files and folders, which appear whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from core.errors import RequestError
from core.formats import About, ExchangedFile, FolderFormat, Loss, WrittenFormat
from core.formats.standoff.texts import read_text, text_bytes
from core.store.disk.atomic import printable, storage_errors


def write_file(format_: WrittenFormat, files: Iterator[ExchangedFile], target: Path, about: About) -> list[Loss]:
    """Write texts to a file, or to a pipe or terminal.

    Raises:
        StorageError: it cannot be written.
    """
    with storage_errors(target, "written"):
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists() and not target.is_file() and not target.is_dir():  # a pipe or a terminal
            with target.open("wb") as stream:
                return format_.write(files, stream, about)
        partial = target.with_name(f".{target.name}.partial")
        try:
            partial.unlink(missing_ok=True)  # it may be a link that somebody has put there
            with partial.open("xb") as stream:
                losses = format_.write(files, stream, about)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
    return losses


def write_folder(
    format_: FolderFormat, files: Iterator[ExchangedFile], target: Path | BinaryIO, about: About
) -> list[Loss]:
    """Write texts to a new or empty folder.

    Raises:
        RequestError: the target is a stream, or a folder that is not empty.
        StorageError: it cannot be written.
    """
    if not isinstance(target, Path):
        raise RequestError(f"The format {format_.name!r} is one of files in a folder; give a path instead of '-'.")
    if target.is_dir() and any(target.iterdir()):
        raise RequestError(f"{printable(target)} is not empty; name a folder that is new or empty.")
    partial = target.with_name(f".{target.name}.partial")
    with storage_errors(target, "written"):
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.suffix != format_.file_ending or not target.suffix:
                shutil.rmtree(partial, ignore_errors=True)
                partial.mkdir()
            else:
                partial.unlink(missing_ok=True)
            losses = format_.write(files, partial, about)
            if target.is_dir():
                target.rmdir()
            partial.replace(target)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
            with suppress(OSError):
                partial.unlink(missing_ok=True)
    return losses


def placed_beside(files: Iterator[ExchangedFile], folder: Path) -> Iterator[ExchangedFile]:
    """Yield the same texts, and write each next to the labels file unless it is there."""
    for file in files:
        place = folder / file.name
        if place.exists():
            _check_same(folder, file)
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("xb") as stream:  # never through a link that leads nowhere yet
                stream.write(text_bytes(file.text))
        yield file


def _check_same(folder: Path, file: ExchangedFile) -> None:
    try:
        same = read_text(folder, file.name) == file.text
    except ValueError:
        same = False
    if not same:
        raise RequestError(f"{printable(folder / file.name)} holds another text; export to another folder.")
