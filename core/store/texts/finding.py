"""The user's texts: found and read, never written."""

from __future__ import annotations

import os
from codecs import BOM_UTF8
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from errno import EEXIST
from pathlib import Path
from stat import S_ISDIR, S_ISLNK, S_ISREG

from core.domain.project.documents import Document
from core.domain.text.encoding import marked_encoding, unmarked_encoding
from core.errors import NotFoundError, UnusableError
from core.settings import DATA_FOLDER
from core.store.disk.atomic import (
    flush_folder,
    flush_to_disk,
    make_folder,
    open_no_link,
    printable,
    remove,
    storage_errors,
    write_whole,
)
from core.store.disk.folders import TEXT_SUFFIX, ProjectFolder


@dataclass(frozen=True, slots=True)
class FoundText:
    """A text in the project folder, not read yet.

    Attributes:
        name: POSIX path relative to the project folder.
        size: in bytes.
        modified: time of the last change, in nanoseconds.
        mode: rights, as in `stat`.
    """

    name: str
    size: int
    modified: int
    mode: int = 0o777


def find_texts(folder: ProjectFolder) -> Iterator[FoundText]:
    """Yield all `.txt` files below the project folder, in order of their names; not hidden ones, nor behind links.

    A link may lead out of the project, and a project may come from a stranger.

    Raises:
        StorageError: the project folder itself cannot be read.
    """
    with storage_errors(folder.root, "read"):
        for name, status in files_below(folder.root, besides=DATA_FOLDER):
            if name.casefold().endswith(TEXT_SUFFIX):
                yield FoundText(name, status.st_size, status.st_mtime_ns, status.st_mode)


def files_below(
    root: os.PathLike[str] | str, prefix: str = "", besides: str = "", *, any_kind: bool = False
) -> Iterator[tuple[str, os.stat_result]]:
    """Yield POSIX paths and states of the files below a folder, in order of the paths.

    Not in hidden folders, in `besides`, or behind links. With `any_kind`, FIFOs and devices are among them. What others
    remove meanwhile is left out.

    Raises:
        OSError: the folder itself cannot be read.
    """
    with os.scandir(root) as entries:
        found = sorted(entry.name + "/" * _is_folder(entry) for entry in entries)
    for name in found:
        path = f"{os.fspath(root)}/{name}"
        if not name.endswith("/"):
            if status := _status(path, any_kind=any_kind):
                yield prefix + name, status
        elif not name.startswith(".") and f"{prefix}{name}" != f"{besides}/":
            with suppress(PermissionError, FileNotFoundError):  # it holds nothing for us, or is gone
                yield from files_below(path, prefix + name, besides, any_kind=any_kind)


def files_in(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Yield names and states of the files in a folder itself, FIFOs and devices among them, in no order.

    Raises:
        OSError: the folder cannot be read.
    """
    with os.scandir(folder) as entries:
        for entry in entries:
            if status := _status(entry.path, any_kind=True):
                yield entry.name, status


def folders_below(root: os.PathLike[str] | str, prefix: str = "") -> Iterator[str]:
    """Yield POSIX paths, with a slash at the end, of the folders below one; no hidden ones, and none behind links.

    Raises:
        OSError: the folder itself cannot be read.
    """
    with os.scandir(root) as entries:
        found = [entry for entry in entries if _is_folder(entry) and not entry.name.startswith(".")]
    for entry in found:
        with suppress(PermissionError, FileNotFoundError):
            below = list(folders_below(entry.path, f"{prefix}{entry.name}/"))
            yield f"{prefix}{entry.name}/"
            yield from below


def _is_folder(entry: os.DirEntry[str]) -> bool:
    return entry.is_dir(follow_symlinks=False)


def _status(path: str, *, any_kind: bool) -> os.stat_result | None:
    """Return the state of a file; None if it is gone, such as the temporary file of a save, or of no wanted kind."""
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return None
    kind = status.st_mode
    return status if S_ISREG(kind) or (any_kind and not (S_ISLNK(kind) or S_ISDIR(kind))) else None


def read_document(folder: ProjectFolder, name: str) -> Document:
    """Read one text.

    Raises:
        NotFoundError: there is no such file in the project.
        StorageError: it is unreadable, not UTF-8, or empty.
    """
    path = folder.text_file(name)
    if not is_inside(name) or not _is_plain_file(path):
        raise NotFoundError(f"There is no file {name!r} in the project {printable(folder.root)}.")
    with storage_errors(path, "read"):
        raw = path.read_bytes()
    marked = marked_encoding(raw)
    if not marked and (other := unmarked_encoding(raw)):
        wide = other[:6].upper()
        raise UnusableError(f"{name!r} is {wide} without a mark; convert it to UTF-8, for example with iconv.")
    try:
        text = raw.decode(marked or "utf-8")
    except UnicodeDecodeError as error:
        raise UnusableError(
            f"{name!r} is not UTF-8 text (byte {error.start}); convert it, for example with iconv."
        ) from error
    if not text:
        raise UnusableError(f"{name!r} is empty; there is nothing to tag in it.")
    return Document(name, text, text_hash(text))


def create_text(folder: ProjectFolder, document: Document) -> None:
    """Write a text that comes in by an import, as a whole or not at all; an existing one is never overwritten.

    Raises:
        StorageError: it could not be written, or there is a file of the name.
    """
    path = folder.text_file(document.name)
    with storage_errors(path, "written"):
        try:
            raw = document.text.encode("utf-8")
        except UnicodeEncodeError as error:
            raise UnusableError(f"{document.name!r} holds half a surrogate pair, which UTF-8 cannot.") from error
        # What looks like a byte order mark is a character of this text: only a mark before it keeps it one.
        mark = BOM_UTF8 if raw.startswith(BOM_UTF8) else b""
        if not path.parent.resolve().is_relative_to(folder.root.resolve()):
            raise UnusableError(f"{document.name!r} leads out of the project through a link; give another name.")
        make_folder(path.parent)
        # Named after the content, so that the next import of the text takes the place of what a killed one left.
        partial = path.with_name(f".{document.hash}.partial")
        try:
            partial.unlink(missing_ok=True)  # it may be a link that somebody has put there
            with open_no_link(partial, "xb") as file:
                write_whole(file, mark + raw)
                flush_to_disk(file)
            _name_new(partial, path)
        finally:
            with suppress(OSError):
                partial.unlink(missing_ok=True)
        flush_folder(path.parent)


def remove_text(folder: ProjectFolder, name: str, text_hash: str) -> None:
    """Remove a text that an import created, if it still has the content that the import gave it.

    Raises:
        StorageError: it could not be read or removed.
    """
    try:
        document = read_document(folder, name)
    except NotFoundError:
        return
    if document.hash == text_hash:
        remove(folder.text_file(name))


def _name_new(partial: Path, path: Path) -> None:
    """Give a file its name, unless that is taken."""
    try:
        os.link(partial, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if path.exists():
            raise FileExistsError(EEXIST, os.strerror(EEXIST)) from None
        partial.rename(path)


def _is_plain_file(path: Path) -> bool:
    """Return whether there is a file, and no link to one."""
    try:
        return S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def is_inside(name: str) -> bool:
    """Return whether a name stays inside the project folder: relative, without `..`, and one that files can have."""
    try:
        os.fsencode(name)
    except UnicodeEncodeError:
        return False
    return bool(name) and not name.startswith("/") and ".." not in name.split("/") and "\0" not in name


def text_hash(text: str) -> str:
    """Return the hash of a text, to notice that it changed; not meant to withstand an attacker."""
    from hashlib import blake2b  # with all of OpenSSL; the first frame of the app hashes nothing

    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
