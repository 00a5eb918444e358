"""The user's texts: found and read, never written."""

from __future__ import annotations

import os
from codecs import BOM_UTF8
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from errno import EEXIST
from pathlib import Path
from stat import S_ISREG

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
    """Yield all `.txt` files below the project folder, in no order; hidden folders and links are passed over.

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
    """Yield POSIX paths and states of the files below a folder; not in hidden folders, in `besides`, or behind links.

    With `any_kind`, FIFOs and devices are among them. What others remove meanwhile is left out.

    Raises:
        OSError: the folder itself cannot be read.
    """
    below = []
    with os.scandir(root) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if not entry.name.startswith(".") and prefix + entry.name != besides:
                    below.append(entry)
            elif entry.is_file(follow_symlinks=False) or (any_kind and not entry.is_symlink()):
                try:
                    status = entry.stat(follow_symlinks=False)
                except FileNotFoundError:  # such as the temporary file of a save
                    continue
                yield prefix + entry.name, status
    for folder in below:
        try:
            yield from files_below(folder.path, f"{prefix}{folder.name}/", besides, any_kind=any_kind)
        except (PermissionError, FileNotFoundError):
            continue  # a folder that we may not read holds nothing for us, nor does one that is gone


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
