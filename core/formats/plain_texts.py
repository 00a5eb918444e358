"""Plain texts in files with any ending, chosen by a pattern: notes in Markdown, logs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from core.domain.project.jobs import FileFailure
from core.errors import RequestError
from core.formats.interface import ExchangedFile, Read
from core.formats.standoff.texts import decoded

PLAIN_TEXTS = "text"
"""Name of this in reports; it is no format of tags."""


def plain_texts(folder: Path, pattern: str) -> Iterator[Read]:
    """Yield the files of a folder that match a pattern as untagged texts; hidden files and links are left out.

    Args:
        folder: the folder.
        pattern: as for `pathlib.Path.glob`.

    Raises:
        RequestError: this is no folder, or the pattern is none.
    """
    if not folder.is_dir():
        raise RequestError(f"{folder} is no folder; --glob chooses files of a folder.")
    try:
        paths = sorted(folder.glob(pattern))
    except (ValueError, NotImplementedError) as error:
        raise RequestError(f"The pattern {pattern!r} cannot be used: {error}; give one such as '**/*.md'.") from error
    for path in paths:
        inside = path.relative_to(folder) if path.is_relative_to(folder) else path
        is_plain = path.is_file() and not path.is_symlink()
        if not is_plain or ".." in inside.parts or any(part.startswith(".") for part in inside.parts):
            continue
        name = inside.as_posix()
        try:
            text = decoded(path.read_bytes(), name)
            if "\0" in text:
                raise ValueError(f"{name!r} holds NUL characters and is no text")
        except (ValueError, OSError) as error:
            yield FileFailure(name, f"{error}.")
        else:
            yield ExchangedFile(name, text)
