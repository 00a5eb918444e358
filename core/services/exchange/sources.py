"""What is imported: opened, and its format recognised."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from core.errors import NotFoundError, RequestError
from core.formats import FOLDER_FORMATS, FORMATS, WRITTEN_ONLY, Format, Read
from core.store.atomic import printable, storage_errors

_RECOGNISED_BY = 1 << 20
"""Bytes of a file by which its format is recognised."""

_STANDARD_INPUT = "standard input"


@dataclass(frozen=True)
class Source:
    """Something to import.

    Attributes:
        format: name of its format.
        items: what is read, one after the other.
    """

    format: str
    items: Iterator[Read]


@contextmanager
def opened(source: Path | BinaryIO, format_name: str | None) -> Iterator[Source]:
    """Opens a file, a folder or a stream.

    Args:
        source: what to read.
        format_name: its format; None to recognise it by its content.

    Raises:
        RequestError: it is missing, or there is no such format, or none is recognised.
        StorageError: it cannot be read.
    """
    if format_name is not None:
        check_format(format_name)
    if not isinstance(source, Path):
        with _on_disk(source) as stream:
            yield _from_stream(stream, _STANDARD_INPUT, format_name)
        return
    if not source.exists():
        raise NotFoundError(f"There is no file {printable(source)} to import; check the path.")
    with storage_errors(source, "read"):
        if folder_format := _folder_format(source, format_name):
            yield Source(folder_format, FOLDER_FORMATS[folder_format].read(source))
            return
        path = _file_in(source, format_name) if source.is_dir() else source
        with path.open("rb") as raw:
            if path.is_file():
                yield _from_stream(raw, printable(path), format_name, path.parent)
            else:  # a pipe, as of `<(...)`
                with _on_disk(raw) as stream:
                    yield _from_stream(stream, printable(path), format_name)


def check_format(name: str) -> None:
    """Does nothing if there is a format of the name.

    Raises:
        NotFoundError: there is none.
    """
    if name not in FORMATS and name not in FOLDER_FORMATS:
        raise NotFoundError(f"There is no format {name!r}; the formats are: {', '.join(format_names())}.")


def format_names() -> list[str]:
    """Names of all formats."""
    return [*FORMATS, *FOLDER_FORMATS]


@contextmanager
def _on_disk(stream: BinaryIO) -> Iterator[BinaryIO]:
    """A stream that can be read twice; on disk, since it may be larger than memory."""
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(stream, copy)
        copy.seek(0)
        yield copy


def _folder_format(source: Path, name: str | None) -> str:
    """The name of the format of several files that the source has; empty if none."""
    if name is not None:
        return name if name in FOLDER_FORMATS else ""
    if not source.is_dir() and not source.is_file():
        return ""
    return next((each for each, format_ in FOLDER_FORMATS.items() if format_.recognises(source)), "")


def _file_in(folder: Path, format_name: str | None) -> Path:
    """The first file of a folder that can be imported: a labels file among its texts, as a rule."""
    for path in sorted(folder.glob("*.json*")):
        with path.open("rb") as stream:
            found = _recognised(stream)
        if found is not None and format_name in (None, found.name):
            return path
    raise RequestError(f"{printable(folder)} holds nothing that can be imported; give the path of a file.")


def _from_stream(stream: BinaryIO, name: str, format_name: str | None, folder: Path | None = None) -> Source:
    if format_name in FOLDER_FORMATS:
        raise RequestError(f"The format {format_name!r} is one of files in a folder; give their path, not {name}.")
    chosen = _recognised(stream) if format_name is None else FORMATS[format_name]
    if chosen is None:
        names = ", ".join(each for each in format_names() if each not in WRITTEN_ONLY)
        raise RequestError(f"The format of {name} is not recognised; name it with --format: {names}.")
    return Source(chosen.name, chosen.read(stream, name, folder))


def _recognised(stream: BinaryIO) -> Format | None:
    start = stream.read(_RECOGNISED_BY)
    stream.seek(0)
    return next((candidate for candidate in FORMATS.values() if candidate.recognises(start)), None)
