"""Texts in files of their own, named by the file that holds their annotations."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from core.domain.text.encoding import SAMPLE, marked_encoding
from core.formats.encodings import kind_of, not_utf8


def find_text(folders: Sequence[Path], names: Iterable[str]) -> tuple[str, str]:
    """Read a text from the first of several folders that has it under one of several names.

    Returns:
        The name under which it was found, and the text, line ends as they are.

    Raises:
        ValueError: it is in none of them, or is no UTF-8.
    """
    names = list(names)
    for name in names:
        check_inside(name)
    for name in names:
        for folder in folders:
            if _is_plain_file(folder, name):
                return name, read_text(folder, name)
    where = " or ".join(dict.fromkeys(f"'{folder.name or folder}'" for folder in folders))
    raise ValueError(f"there is no text {names[0]!r} in {where}; give its folder with --texts")


def read_text(folder: Path, name: str) -> str:
    """Read a text of a folder, line ends as they are.

    Raises:
        ValueError: it is missing, lies outside the folder, or is no UTF-8.
    """
    check_inside(name)
    if not _is_plain_file(folder, name):
        raise ValueError(f"there is no text {name!r} next to it; put it there")
    return decoded((folder / name).read_bytes(), name)


def decoded(raw: bytes, name: str) -> str:
    """Decode a text.

    Raises:
        ValueError: it is no UTF-8.
    """
    marked = marked_encoding(raw)
    if not marked and (kind := kind_of(raw[:SAMPLE])):
        raise ValueError(f"{name!r} is {kind.upper()}, not UTF-8 text; convert it, for example with iconv")
    try:
        return raw.decode(marked or "utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"{name!r} is {not_utf8(error)}") from error


def check_inside(name: str) -> None:
    """Check that a name stays inside the folder that it is relative to.

    Raises:
        ValueError: it does not.
    """
    inside = PurePosixPath(name)
    if not name or inside.is_absolute() or ".." in inside.parts or "\0" in name:
        raise ValueError(f"the name {name!r} leads out of the folder")


def _is_plain_file(folder: Path, name: str) -> bool:
    """Decide whether a folder has a file; a link may lead anywhere, and the files may come from a stranger."""
    path = folder / name
    try:
        return not path.is_symlink() and path.is_file() and path.resolve().is_relative_to(folder.resolve())
    except OSError:  # a name too long for the file system
        return False


def text_bytes(text: str) -> bytes:
    """Encode a text; a first character that looks like a byte order mark stays a character of it."""
    raw = text.encode("utf-8")
    return BOM_UTF8 + raw if raw.startswith(BOM_UTF8) else raw
