"""How well annotators agree who tagged the same files blindly, and each place where they do not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from core.domain.finding.places import Place
from core.domain.project.documents import Document
from core.domain.project.jobs import FileFailure
from core.domain.team.agreement import Agreement, DoubleFile, measure
from core.domain.team.double import DoubleMark
from core.domain.team.regions import Versions, regions
from core.domain.text.spans import Span, SpanSet
from core.errors import AutotagError
from core.services.project.entities import load_schema
from core.services.project.projects import Project
from core.store.tags.file_record import FileRecord
from core.store.team.double import load_marks
from core.store.team.versions import load_versions
from core.store.texts.finding import read_document

RESAMPLES = 300
"""Enough for two digits of an interval; with more, large projects take minutes."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A place that annotators tagged differently.

    Attributes:
        place: where; its note says who tagged what.
        line: number of its first line, from 1.
        versions: the spans of each annotator there; none for one who tagged nothing.
    """

    place: Place
    line: int
    versions: Mapping[str, tuple[Span, ...]]


@dataclass(frozen=True)
class AgreementReport:
    """How well annotators agree.

    Attributes:
        agreement: the figures.
        disagreements: in order of files and text.
        waiting: number of marked files that are left out since somebody is not done with them.
        left_out: files that could not be read, and why.
    """

    agreement: Agreement
    disagreements: tuple[Disagreement, ...]
    waiting: int
    left_out: tuple[FileFailure, ...]

    def about(self, entity: str = "", pair: tuple[str, ...] = ()) -> list[Disagreement]:
        """Return the disagreements about an entity, and between two annotators, where these are named."""
        return [
            each
            for each in self.disagreements
            if (not entity or any(span.entity == entity for spans in each.versions.values() for span in spans))
            and (not pair or len({each.versions.get(annotator) for annotator in pair}) > 1)
        ]


def measure_agreement(
    project: Project, entity: str = "", *, resamples: int = RESAMPLES, seed: int = 0
) -> AgreementReport:
    """Compare the versions of the files that all their annotators are done with.

    Args:
        project: of the files.
        entity: compare tags of this entity only; empty for all.
        resamples: number of bootstrap resamples for the intervals.
        seed: of the bootstrap.

    Raises:
        NotFoundError: there is no such entity.
        StorageError: the project cannot be read.
    """
    if entity:
        load_schema(project).get(entity)
    found = _Comparison(project, entity)
    files = list(found.files())
    disagreements = tuple(each for file in files for each in disagreements_of(file.name, file.text, file.versions))
    return AgreementReport(
        measure(files, resamples=resamples, seed=seed), disagreements, found.waiting, tuple(found.left_out)
    )


def disagreements_of(name: str, text: str, versions: Versions) -> Iterator[Disagreement]:
    """Yield the places of a text that its annotators tagged differently, in text order."""
    line, counted_to = 1, 0
    for region in regions(versions):
        if not region.is_agreed:
            line += text.count("\n", counted_to, region.start)
            counted_to = region.start
            note = "; ".join(f"{annotator}: {version}" for annotator, version in region.in_words(text).items())
            yield Disagreement(Place.of(name, text, region.borders, note), line, region.versions)


class _Comparison:
    """Reads the versions of all marked files, and counts those that cannot be compared."""

    def __init__(self, project: Project, entity: str) -> None:
        self.waiting = 0
        self.left_out: list[FileFailure] = []
        self._folder = project.paths.main
        self._entity = entity

    def files(self) -> Iterator[DoubleFile]:
        """Yield the files that all annotators are done with."""
        marks = load_marks(self._folder)
        for name in sorted(marks):
            try:
                document = read_document(self._folder, name)
                records = load_versions(self._folder, marks[name], document)
            except AutotagError as error:
                self.left_out.append(FileFailure(name, str(error)))
                continue
            if all(record.confirmed for record in records.values()):
                yield self._file(marks[name], document, records)
            else:
                self.waiting += 1

    def _file(self, mark: DoubleMark, document: Document, records: Mapping[str, FileRecord]) -> DoubleFile:
        saved = [entry.at for record in records.values() for entry in record.history]
        return DoubleFile(
            mark.name,
            document.text,
            max(saved, default=mark.at)[:10],
            {annotator: self._spans(record) for annotator, record in records.items()},
        )

    def _spans(self, record: FileRecord) -> SpanSet[Span]:
        tags = record.tagging.tags
        return SpanSet(tag.span for tag in tags if not self._entity or tag.entity == self._entity)
