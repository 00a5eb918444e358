"""Texts that were renamed or moved, found again by their content."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from core.domain.team.double import DoubleMark
from core.domain.text.anchoring import place
from core.errors import AutotagError, RequestError
from core.store.disk.atomic import flush_folder, make_folder, previous_generation, remove, storage_errors
from core.store.disk.folders import ProjectFolder
from core.store.project.projects import load_datasets, set_dataset
from core.store.tags.taggings import StoredText, load_stored_text, rename_record
from core.store.team.assignments import move_assignments
from core.store.team.double import change_marks, load_marks
from core.store.team.notes import move_notes
from core.store.texts.finding import read_document


@dataclass(frozen=True)
class Orphan:
    """Tags without a text.

    Attributes:
        name: of the text that is gone.
        tags: number of tags, those set aside included.
        candidates: texts without tags that they may belong to, likeliest first; each with the share of the tags that
            find their place in it.
    """

    name: str
    tags: int
    candidates: tuple[tuple[str, float], ...] = ()


def follow_moves(
    folder: ProjectFolder,
    orphans: Iterable[str],
    untagged: Iterable[tuple[str, str]],
    marks: Iterable[DoubleMark] = (),
) -> bool:
    """Give the records of texts that were moved to the texts where they are now, where that is certain.

    It is certain if one text without a record, and one record without a text, have the same content.

    Args:
        folder: the project.
        orphans: paths of records without a text, below the folder of the tags.
        untagged: names and hashes of the texts without a record.
        marks: of texts that are gone and marked for double annotation.

    Returns:
        Whether something was moved.
    """
    folder = folder.main
    marked = {mark.name: StoredText(mark.name, mark.hash, ()) for mark in marks}
    stored = [*(marked | {each.name: each for each in _stored(folder, orphans)}).values()]
    wanted = Counter(each.hash for each in stored)
    names: dict[str, list[str]] = defaultdict(list)
    for name, text_hash in untagged:
        if text_hash and text_hash in wanted:
            names[text_hash].append(name)
    moved = False
    for each in stored:
        if wanted[each.hash] == 1 and len(names[each.hash]) == 1:
            with suppress(AutotagError):  # as in a project that is open to read only: `status` says so
                move_record(folder, each.name, names[each.hash][0])
                moved = True
    return moved


def orphans_with_candidates(folder: ProjectFolder, orphans: Iterable[str], untagged: Collection[str]) -> list[Orphan]:
    """Return records without a text that hold something, with the texts that they may belong to."""
    stored = _stored(folder, orphans)
    likely: list[list[tuple[str, float]]] = [[] for _ in stored]
    for name in untagged:
        with suppress(AutotagError):
            text = read_document(folder, name).text
            for each, found in zip(stored, likely, strict=True):
                if likeness := _likeness(each, text):
                    found.append((name, likeness))
    return [
        Orphan(each.name, len(each.anchored), tuple(sorted(found, key=lambda one: (-one[1], one[0]))))
        for each, found in zip(stored, likely, strict=True)
    ]


def move_record(folder: ProjectFolder, old: str, new: str) -> None:
    """Give the record of a text that is gone, with everybody's unsaved decisions and notes, to another text.

    Raises:
        RequestError: the old text is there, or the new one has tags.
        NotFoundError: there is no new text.
        StorageError: a file cannot be read or written.
    """
    folder = folder.main
    document = read_document(folder, new)
    if folder.text_file(old).exists():
        raise RequestError(f"{old!r} is still there; only the tags of a text that is gone can be moved.")
    mark = load_marks(folder).get(old)
    versions = [folder.of_annotator(each, {old, new}) for each in mark.annotators] if mark else []
    places = [each for each in (folder, *versions) if _has_record(each, old)]
    for records in places if mark else [folder]:
        rename_record(records, old, document)
    if dataset := load_datasets(folder).get(old):
        set_dataset(folder, [new], dataset)
    move_assignments(folder, {old: new})
    move_notes(folder, old, document)
    for data in (folder.data, *(version.own_data for version in versions)):
        _move_journals(folder, data, old, new)
    if mark:
        change_marks(folder, lambda marks: marks.update({new: replace(marks.pop(old), name=new)}))
    for each in places:
        for generation in (each.tags_file(old), previous_generation(each.tags_file(old))):
            remove(generation)


def _has_record(folder: ProjectFolder, name: str) -> bool:
    path = folder.tags_file(name)
    return path.exists() or previous_generation(path).exists()


def _move_journals(folder: ProjectFolder, data: Path, old: str, new: str) -> None:
    for journals in (data / "unsaved").glob("*/"):
        source, target = (folder.journal_of(journals, name) for name in (old, new))
        with storage_errors(target, "written"):
            if source.exists() and not target.exists():
                make_folder(target.parent)
                source.rename(target)
                flush_folder(target.parent)


def _stored(folder: ProjectFolder, orphans: Iterable[str]) -> list[StoredText]:
    found = []
    for path in orphans:
        with suppress(AutotagError):
            stored = load_stored_text(folder.tags / Path(path))
            if stored is not None and not folder.text_file(stored.name).exists():
                found.append(stored)
    return found


def _likeness(stored: StoredText, text: str) -> float:
    if not stored.anchored:
        return 0.0
    tags, _ = place(text, stored.anchored)
    return len(tags) / len(stored.anchored)
