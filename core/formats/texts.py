"""Texts that lie in files of their own, beside the file that says what is tagged in them."""

from __future__ import annotations

from codecs import BOM_UTF8
from pathlib import Path, PurePosixPath


def read_text(folder: Path, name: str) -> str:
    """A text of a folder, line ends as they are.

    Raises:
        ValueError: it is not there, outside the folder, or no UTF-8.
    """
    inside = PurePosixPath(name)
    if not name or inside.is_absolute() or ".." in inside.parts or "\0" in name:
        raise ValueError(f"the name {name!r} leads out of the folder")
    path = folder / inside
    # A link may lead anywhere, and the files may come from a stranger.
    if path.is_symlink() or not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
        raise ValueError(f"there is no text {name!r} beside it; put it there")
    try:
        return path.read_bytes().removeprefix(BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(
            f"{name!r} is not UTF-8 text (byte {error.start}); convert it, for example with iconv"
        ) from error


def text_bytes(text: str) -> bytes:
    """A text as it is written; what looks like a byte order mark stays a character of it."""
    raw = text.encode("utf-8")
    return BOM_UTF8 + raw if raw.startswith(BOM_UTF8) else raw
