"""Open what is imported: find its files, unpack them, and recognise their format."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, BinaryIO, cast

from core.domain.project.jobs import FileFailure
from core.domain.text.encoding import SAMPLE
from core.domain.wording import counted
from core.errors import NotFoundError, RequestError
from core.formats import FOLDER_FORMATS, FORMATS, About, Loss, Read, Source
from core.formats.documents.reading import DOCUMENTS, documents, holds_documents
from core.formats.encodings import kind_of, plain_copy
from core.formats.interface import FolderFormat
from core.formats.plain_texts import PLAIN_TEXTS, plain_texts
from core.formats.sample import Sample, sampled
from core.services.exchange.archives import unpacked
from core.services.exchange.unrecognised import not_recognised
from core.settings import DATA_FOLDER
from core.store.disk.atomic import printable, storage_errors

_STANDARD_INPUT = "standard input"
_PACKED_TWICE = 3

_UNREAD = "file of the folder that was not read"

_NAMES_TEXTS = frozenset({"azure", "comprehend", "csv"})
"""Formats whose files name texts in the same folder."""

_OTHER_KINDS = {
    "bzip2": "is packed with bzip2; unpack it with bunzip2",
    "xz": "is packed with xz; unpack it with unxz",
    "zstd": "is packed with zstd; unpack it with unzstd",
    "parquet": "is a Parquet file; give its path",
    "zip": "is a zip archive; give its path",
    "pdf": "is a PDF document; give its path",
    "office": "is an old office document; save it as .docx and give its path",
    "rtf": "is an RTF document; give its path",
}


@dataclass(frozen=True)
class Opened:
    """An import source that is open.

    Attributes:
        format: name of its format.
        items: what is read, one after the other.
        name: what to call it in messages.
    """

    format: str
    items: Iterator[Read]
    name: str


@contextmanager
def opened(source: Path | BinaryIO, format_name: str | None, how: Source) -> Iterator[Opened]:
    """Open a file, a folder or a stream.

    Args:
        source: what to read.
        format_name: its format; None to recognise it by its content.
        how: folders with texts, and columns that the user names.

    Raises:
        RequestError: it is missing, or there is no such format, or none is recognised.
        StorageError: it cannot be read.
    """
    if format_name is not None:
        check_format(format_name)
    with ExitStack() as stack:
        if not isinstance(source, Path):
            stream = stack.enter_context(_on_disk(source))
            yield _from_stream(stack, stream, replace(how, name=_STANDARD_INPUT), format_name)
            return
        if how.pattern:
            yield Opened(PLAIN_TEXTS, plain_texts(source, how.pattern), printable(source))
            return
        if not source.exists():
            raise NotFoundError(f"There is no file {printable(source)} to import; check the path.")
        with storage_errors(source, "read"):
            yield _from_path(stack, source, how, format_name)


def check_format(name: str) -> None:
    """Check that there is a format of this name.

    Raises:
        NotFoundError: there is none.
    """
    if name not in format_names():
        raise NotFoundError(f"There is no format {name!r}; the formats are: {', '.join(format_names())}.")


def format_names() -> list[str]:
    """Return the names of all formats that can be read."""
    return [*FORMATS, *FOLDER_FORMATS, DOCUMENTS]


def _from_path(stack: ExitStack, path: Path, how: Source, format_name: str | None) -> Opened:
    if format_name == DOCUMENTS or (format_name is None and path.is_file() and holds_documents(path)):
        return Opened(DOCUMENTS, documents(path), printable(path))
    if folder_format := _folder_format(path, format_name):
        return Opened(folder_format, _of_folder(FOLDER_FORMATS[folder_format], path), printable(path))
    if path.is_dir():
        return _from_folder(stack, path, how, format_name)
    raw: BinaryIO = stack.enter_context(path.open("rb"))
    if not path.is_file():  # a pipe, as of `<(...)`
        raw = stack.enter_context(_on_disk(raw))
        return _from_stream(stack, raw, replace(how, name=printable(path)), format_name)
    if kind_of(raw.read(SAMPLE)) == "zip":
        return _from_path(stack, stack.enter_context(unpacked(path)), how, format_name)
    return _from_stream(stack, raw, replace(how, name=printable(path), folder=path.parent), format_name)


def _of_folder(format_: FolderFormat, path: Path) -> Iterator[Read]:
    """Read a folder, or a file of it, and count the files that do not belong to the format."""
    found = sorted(path.rglob("*")) if path.is_dir() else []
    others = [file for file in found if file.suffix.lower() not in format_.endings and _is_visible(file, path)]
    if others:
        yield About(losses=tuple(Loss(_UNREAD, file.relative_to(path).as_posix()) for file in others))
    yield from format_.read(path)


def _is_visible(file: Path, folder: Path) -> bool:
    parts = file.relative_to(folder).parts
    return file.is_file() and parts[0] != DATA_FOLDER and not any(part.startswith(".") for part in parts)


def _from_folder(stack: ExitStack, folder: Path, how: Source, format_name: str | None) -> Opened:
    """Read all files of a folder that have the format of the first one, and count the others, also in its folders."""
    found: dict[Path, str] = {}
    others: list[Path] = []
    for path in sorted(each for each in folder.rglob("*") if _is_visible(each, folder)):
        name = _format_of(path) if path.parent == folder else None
        if name is None or format_name not in (None, name):
            others.append(path)
        else:
            found[path] = name
    if not found and holds_documents(folder):
        return Opened(DOCUMENTS, documents(folder), printable(folder))
    if not found:
        raise RequestError(_nothing_in(folder, others))
    chosen = format_name or _preferred(list(found.values()))
    files = [path for path, name in found.items() if name == chosen]
    others += [path for path, name in found.items() if name != chosen]
    if chosen in _NAMES_TEXTS:
        others = [path for path in others if path.suffix.lower() != ".txt"]
    unread = tuple(Loss(_UNREAD, path.relative_to(folder).as_posix()) for path in sorted(others))
    return Opened(chosen, _files(stack, files, how, chosen, unread), printable(folder))


def _nothing_in(folder: Path, files: Sequence[Path]) -> str:
    """Say why nothing in a folder can be imported, and what can be done."""
    name = printable(folder)
    inner = next((path for path in files if path.parent != folder and _format_of(path)), None)
    if inner:
        where = printable(inner.parent)
        return f"{name} holds nothing that can be imported but in its folders; give the path of {where}."
    if texts := [path for path in files if path.suffix.lower() == ".txt"]:
        count = counted(len(texts), "text")
        return f"{name} holds {count} and no tags; to import texts without tags, say --glob '*.txt'."
    held = f"; its first file is {files[0].name!r}" if files else "; it is empty"
    return f"{name} holds nothing that can be imported{held}. Give the path of a file to see why it is not recognised."


def _preferred(names: Sequence[str]) -> str:
    """Return the format of a folder: the one whose files name texts in the same folder, or else the first."""
    return next((name for name in names if name in _NAMES_TEXTS), names[0])


def _files(
    stack: ExitStack, files: Sequence[Path], how: Source, format_name: str, unread: tuple[Loss, ...]
) -> Iterator[Read]:
    if unread:
        yield About(losses=unread)
    for path in files:
        with path.open("rb") as raw:
            prefix = f"{path.stem}-" if len(files) > 1 else how.prefix
            source = replace(how, name=printable(path), folder=path.parent, prefix=prefix)
            try:
                yield from _from_stream(stack, raw, source, format_name).items
            except RequestError as error:
                if len(files) == 1:
                    raise
                yield FileFailure(source.name, str(error).removeprefix(f"{source.name}, "))


def _format_of(path: Path) -> str | None:
    """Recognise the format of a file of a folder; None if it has none, or is a document."""
    if holds_documents(path):
        return None
    with path.open("rb") as raw, ExitStack() as stack:
        try:
            stream = _plain(stack, raw, path.name)
            return _recognised(sampled(stream, path.name))
        except RequestError:
            return None


def _from_stream(stack: ExitStack, stream: BinaryIO, source: Source, format_name: str | None) -> Opened:
    if format_name in FOLDER_FORMATS or format_name == DOCUMENTS:
        raise RequestError(
            f"The format {format_name!r} is one of files in a folder; give their path, not {source.name}."
        )
    plain = _plain(stack, stream, source.name)
    if format_name is None:
        sample = sampled(plain, source.name)
        format_name = _recognised(sample)
        if format_name is None and source.folder and (of_file := _as_file(stack, plain, source)):
            return of_file
        if format_name is None:
            raise RequestError(not_recognised(sample, source.name))
    return Opened(format_name, FORMATS[format_name].read(plain, source), source.name)


def _as_file(stack: ExitStack, plain: BinaryIO, source: Source) -> Opened | None:
    """Open unpacked content that has a format of files, which take paths and no streams; None if it has none."""
    path = Path(stack.enter_context(tempfile.TemporaryDirectory()), Path(source.name).name.removesuffix(".gz"))
    with path.open("wb") as copy:
        shutil.copyfileobj(plain, copy)
    name = _folder_format(path, None)
    return Opened(name, FOLDER_FORMATS[name].read(path), source.name) if name else None


def _plain(stack: ExitStack, stream: BinaryIO, name: str) -> BinaryIO:
    """Return the content as plain UTF-8, unpacked and transcoded where necessary, at its start.

    Raises:
        RequestError: it is packed in a way that is not read, or is no text.
    """
    for _ in range(_PACKED_TWICE):
        stream.seek(0)
        kind = kind_of(stream.read(SAMPLE))
        stream.seek(0)
        if not kind:
            return stream
        if kind in _OTHER_KINDS:
            raise RequestError(f"{name} {_OTHER_KINDS[kind]}.")
        stream = cast("BinaryIO", stack.enter_context(plain_copy(stream, kind, name)))
    raise RequestError(f"{name} is packed several times over; unpack it first.")


@contextmanager
def _on_disk(stream: BinaryIO) -> Iterator[BinaryIO]:
    """Copy a stream to the disk, to read it twice: it may be larger than memory."""
    copy: IO[bytes]
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(stream, copy)
        copy.seek(0)
        yield cast("BinaryIO", copy)


def _folder_format(source: Path, name: str | None) -> str:
    """Return the name of the format of several files that the source has; an empty string if none."""
    if name is not None:
        return name if name in FOLDER_FORMATS else ""
    if not source.is_dir() and not source.is_file():
        return ""
    return next((each for each, format_ in FOLDER_FORMATS.items() if format_.recognises(source)), "")


def _recognised(sample: Sample) -> str | None:
    return next((name for name, candidate in FORMATS.items() if candidate.recognises(sample)), None)
