"""Why the worker of a project ended, if it could not even write that down as the end of its job.

The room for the sentence is taken while there is some: on a full disk, a file can be overwritten in its place.
"""

from __future__ import annotations

from contextlib import suppress

from core.errors import UnusableError
from core.store.disk.atomic import flush_to_disk, make_folder, open_no_link, read_file, write_whole
from core.store.disk.folders import ProjectFolder

_ROOM = 1024
"""Bytes of the file; a longer sentence is cut."""


def make_room(folder: ProjectFolder) -> None:
    """Take the room, if it is not taken yet and there is some."""
    path = folder.last_words
    with suppress(OSError):
        if not path.exists() or path.stat().st_size < _ROOM:
            make_folder(path.parent)
            _write(folder, "", "wb")


def leave(folder: ProjectFolder, sentence: str) -> None:
    """Replace the sentence, in the room that was taken; an empty one forgets it. Do nothing if there is no room."""
    if sentence != last_words(folder):
        with suppress(OSError):
            _write(folder, sentence, "rb+")


def last_words(folder: ProjectFolder) -> str:
    """Return the sentence; empty if there is none."""
    try:
        content = read_file(folder.last_words)[:_ROOM]
    except (OSError, UnusableError):
        return ""
    return "".join(filter(str.isprintable, content.decode("utf-8", "ignore"))).strip()


def _write(folder: ProjectFolder, sentence: str, mode: str) -> None:
    with open_no_link(folder.last_words, mode) as file:
        write_whole(file, sentence.encode("utf-8", "replace")[:_ROOM].ljust(_ROOM))
        flush_to_disk(file)
