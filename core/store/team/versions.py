"""The versions of a text that several annotators tag blindly."""

from __future__ import annotations

from collections.abc import Collection

from core.domain.models.splits import Dataset
from core.domain.project.documents import Document, Files
from core.domain.team.double import DoubleMark
from core.domain.team.majority import Majority, majority
from core.domain.text.spans import SpanSet
from core.errors import AutotagError
from core.store.disk.folders import ProjectFolder
from core.store.project.projects import load_settings
from core.store.tags.file_record import FileRecord
from core.store.tags.taggings import load_record
from core.store.team.double import load_marks
from core.store.texts.finding import read_document


def load_version(folder: ProjectFolder, annotator: str, document: Document) -> FileRecord:
    """Return an annotator's own record of a text; see `TagsFile.load`.

    Raises:
        StorageError: the file is damaged, or of a later version.
    """
    return load_record(folder.of_annotator(annotator, {document.name}), document)


def load_versions(folder: ProjectFolder, mark: DoubleMark, document: Document) -> dict[str, FileRecord]:
    """Return the record of each annotator of a text.

    Raises:
        StorageError: a file is damaged, or of a later version.
    """
    return {annotator: load_version(folder, annotator, document) for annotator in mark.annotators}


def load_majorities(folder: ProjectFolder, listed: Files) -> list[tuple[Document, Majority]]:
    """Return what trainings learn from files that all annotators are done with and nobody has adjudicated.

    That is nothing unless the project says so. Files of the testing set, and those that cannot be read, are left out.

    Raises:
        StorageError: the project's settings or its marks cannot be read.
    """
    if not load_settings(folder).majority:
        return []
    marks = load_marks(folder)
    found = []
    for name in listed.blind().usable().in_dataset(Dataset.TRAINING).names:
        try:
            document = read_document(folder, name)
            records = load_versions(folder, marks[name], document).values() if name in marks else ()
        except AutotagError:
            continue  # 'autotag double' says why
        if records and all(record.confirmed and not record.tagging.suggestions for record in records):
            found.append((document, _majority(records)))
    return found


def _majority(records: Collection[FileRecord]) -> Majority:
    versions = {str(number): SpanSet(t.span for t in record.tagging.tags) for number, record in enumerate(records)}
    return majority(versions, [record.tagging.rejected for record in records])
