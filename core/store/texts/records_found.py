"""The records of a project's texts, found folder by folder: a look for each text's takes ten times as long."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from core.domain.team.double import DoubleMark
from core.store.disk.atomic import storage_errors
from core.store.disk.folders import ProjectFolder, quoted, record_path
from core.store.disk.stamps import Stamp
from core.store.team.double import load_marks
from core.store.texts.finding import files_in, folders_below


class FoundRecord(NamedTuple):
    """What is stored of a text.

    Attributes:
        stamp: of its tags file.
        is_there: whether anything is stored, if only in the previous generation.
        is_unsaved: whether the user has unsaved decisions on it.
    """

    stamp: tuple[int, ...] = (0, 0)
    is_there: bool = False
    is_unsaved: bool = False


_NOTHING = FoundRecord()


@dataclass
class _Folder:
    """The records of the texts of one folder.

    Attributes:
        parent: the folder, as names of texts begin.
        tags: stamps of the tags files, by their names.
        held: names of the tags files that exist in any generation.
        journals: names of the user's journals that hold something.
        asked: names of the tags files of the texts that there are.
    """

    parent: str
    tags: dict[str, Stamp]
    held: set[str]
    journals: set[str]
    asked: set[str] = field(default_factory=set)


class FoundRecords:
    """The records in a folder of data. Texts are asked about in the order of their names, each once.

    Args:
        data: folder of the records.
        author: whose unsaved decisions to look for.

    Attributes:
        orphans: paths of tags files without a text, complete once `finish` has been called.
    """

    def __init__(self, data: Path, author: str) -> None:
        self._tags, self._journals = data / "tags", data / "unsaved" / quoted(author)
        self._tag_folders, self._journal_folders = _folders(self._tags), _folders(self._journals)
        self._open: list[_Folder] = []
        self._seen: set[str] = set()
        self.orphans: set[str] = set()

    def of(self, name: str) -> FoundRecord:
        """Return what is stored of a text."""
        if not (self._tag_folders or self._journal_folders):
            return _NOTHING
        cut = name.rfind("/") + 1
        folder = self._folder(name[:cut])
        if not (folder.held or folder.journals):
            return _NOTHING
        path = record_path(name[cut:], ".json")
        folder.asked.add(path)
        journal = bool(folder.journals) and record_path(name[cut:], ".jsonl") in folder.journals
        return FoundRecord(folder.tags.get(path, (0, 0)), path in folder.held, journal)

    def finish(self) -> set[str]:
        """Return the paths of the tags files of which no text was asked about."""
        while self._open:
            self._leave()
        for parent in self._tag_folders - self._seen:
            self.orphans |= {parent + path for path in self._read(parent).held}
        return self.orphans

    def _folder(self, parent: str) -> _Folder:
        while self._open:
            if self._open[-1].parent == parent:
                return self._open[-1]
            if parent.startswith(self._open[-1].parent):
                break
            self._leave()
        self._open.append(self._read(parent))
        return self._open[-1]

    def _read(self, parent: str) -> _Folder:
        tags = dict(_stamps(self._tags / parent)) if parent in self._tag_folders else {}
        journals = _stamps(self._journals / parent) if parent in self._journal_folders else ()
        if tags:
            self._seen.add(parent)
        held = {path.removesuffix("~") for path in tags}
        return _Folder(parent, tags, held, {path for path, (size, _) in journals if size})

    def _leave(self) -> None:
        folder = self._open.pop()
        self.orphans |= {folder.parent + path for path in folder.held - folder.asked}


class ProjectRecords:
    """The records that count for a user: their own of the texts that they tag blindly, and the main ones."""

    def __init__(self, folder: ProjectFolder, author: str) -> None:
        self._main = FoundRecords(folder.data, author)
        self._own = FoundRecords(folder.own_data, author) if folder.blind else None
        self._blind, self._marks = folder.blind, load_marks(folder)

    def of(self, name: str) -> FoundRecord:
        """Return what is stored of a text; texts are asked about in the order of their names, each once."""
        main = self._main.of(name)
        if self._own is None or name not in self._blind:
            return main
        own = self._own.of(name)
        stamp = own.stamp if own.is_there else first_stamp(main.stamp, self._marks[name])
        return FoundRecord(stamp, own.is_there or main.is_there, own.is_unsaved)

    def finish(self) -> set[str]:
        """Return the paths of the main tags files of which no text was asked about."""
        return self._main.finish()


def first_stamp(main: tuple[int, ...], mark: DoubleMark) -> tuple[int, ...]:
    """Return the stamp of a record that is not begun, which shows suggestions of the main one, or nothing."""
    return (*main, 1 + mark.suggestions)


def _folders(root: Path) -> set[str]:
    """Return the folders of records, as names of texts begin; none behind links."""
    if not root.exists():
        return set()
    with storage_errors(root, "read"):
        return {"", *folders_below(root)}


def _stamps(folder: Path) -> Iterator[tuple[str, Stamp]]:
    with storage_errors(folder, "read"), suppress(FileNotFoundError):
        for name, status in files_in(folder):
            yield name, (status.st_size, status.st_mtime_ns)
