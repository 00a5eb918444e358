"""Check tags against each other, and keep which places are right all the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from core.domain.finding.places import Place
from core.domain.finding.tagged_strings import TaggedStrings
from core.domain.project.documents import Document
from core.domain.tagging.history import HistoryEntry
from core.domain.tagging.tagging import Change, Tagging
from core.domain.text.spans import Span, SpanSet, position
from core.errors import ConflictError
from core.services.project.preferences import author
from core.services.project.projects import Project
from core.services.review.evidence import load_evidence
from core.services.review.places import MOST, read_all
from core.store.disk.clock import now
from core.store.tags.file_record import FileRecord
from core.store.tags.taggings import change_record, load_record
from core.store.texts.finding import read_document


@dataclass(frozen=True, slots=True)
class Doubt:
    """A place that looks like a mistake.

    Attributes:
        place: where it is.
        span: the tag there; or, where nothing is tagged, the tag that the same text usually has.
        is_tagged: whether the span is tagged.
    """

    place: Place
    span: Span
    is_tagged: bool

    def is_like(self, other: Doubt) -> bool:
        """Return whether the same text is tagged as the same entity, or is not tagged, in both places."""
        tagged = [each.span.entity if each.is_tagged else "" for each in (self, other)]
        return self.place.text == other.place.text and tagged[0] == tagged[1]


@dataclass(frozen=True, slots=True)
class Doubts:
    """All places that look like mistakes.

    Attributes:
        open: those to look at, the strongest contradiction first.
        right: number of places that users have marked as right.
    """

    open: Sequence[Doubt]
    right: int


Marks = tuple[tuple[str, Change], ...]
"""Changes by name of the file."""


def check(project: Project) -> Doubts:
    """Return places that look like mistakes: a string tagged as different entities, or in one place and not in another.

    Only tagged files are checked.

    Raises:
        StorageError: the project cannot be read.
    """
    strings = load_evidence(project).strings
    found: list[tuple[tuple[float, str], Doubt]] = []
    right = 0
    for document, tagging in read_all(project, tagged_only=True):
        for span, doubt, note in _doubts(document, tagging, strings):
            if not note:
                right += 1
                continue
            place = Place.of(document.name, document.text, span.borders, note)
            found.append(((-doubt, place.text), Doubt(place, span.span, span in tagging.tags)))
    return Doubts([doubt for _, doubt in sorted(found, key=lambda item: item[0])][:MOST], right)


def mark_right(project: Project, doubts: Sequence[Doubt]) -> Marks:
    """Keep that some places are right as they are: they are not listed again while they stay so.

    A tag is marked; a place that is not tagged is known to be no entity, as after a rejection.

    Returns:
        What was changed, to take it back.

    Raises:
        ConflictError: a place was changed meanwhile; the files before it are done.
        StorageError: a file cannot be read or written; the files before it are done.
    """
    of_files: dict[str, list[Doubt]] = {}
    for doubt in doubts:
        of_files.setdefault(doubt.place.name, []).append(doubt)
    marks = []
    for name, here in of_files.items():
        document = read_document(project.paths, name)
        change = _marking(load_record(project.paths, document).tagging, here)
        _save(project, document, change)
        marks.append((name, change))
    return tuple(marks)


def take_marks_back(project: Project, marks: Marks) -> None:
    """Undo `mark_right`.

    Raises:
        ConflictError: a place was changed since.
        StorageError: a file cannot be read or written.
    """
    for name, change in marks:
        _save(project, read_document(project.paths, name), change.inverse)


def _doubts(document: Document, tagging: Tagging, strings: TaggedStrings) -> Iterator[tuple[Span, float, str]]:
    """Yield spans with the strength of the doubt, and its reason; no reason if a user has said that it is right."""
    for tag in tagging.tags:
        entities = strings.entities(document.text[tag.start : tag.end])
        others = entities.total() - entities[tag.entity]
        if others:
            usual, count = max(((n, c) for n, c in entities.items() if n != tag.entity), key=lambda item: item[1])
            reason = "" if tag.origin.checked else f"{tag.entity} here, {count}x {usual} elsewhere"
            yield tag, others / entities.total(), reason
    rejected = SpanSet(_apart(tagging.rejected))
    for start, end in strings.find(document.text):
        if tagging.tags.overlapping(start, end):
            continue
        entities = strings.entities(document.text[start:end])
        usual, count = entities.most_common(1)[0]
        span = Span(start, end, usual)
        if span in tagging.rejected:
            yield span, 0.0, ""
        elif not rejected.overlapping(start, end):
            yield span, count / (count + 1), f"not tagged here, {count}x {usual} elsewhere"


def _marking(tagging: Tagging, doubts: Sequence[Doubt]) -> Change:
    tagged = {tag.span: tag for tag in tagging.tags}
    wanted = [doubt.span for doubt in doubts if doubt.is_tagged]
    if gone := [span for span in wanted if span not in tagged]:
        raise ConflictError(f"The tag at {gone[0].start} was changed meanwhile; open the check again.")
    tags = tuple(tagged[span] for span in wanted)
    marked = tuple(replace(tag, origin=replace(tag.origin, checked=True, unseen=False)) for tag in tags)
    rejected = tuple(doubt.span for doubt in doubts if not doubt.is_tagged)
    return Change(tags_removed=tags, tags_added=marked, rejected_added=rejected)


def _save(project: Project, document: Document, change: Change) -> None:
    """Save marks; the file does not count as read by that."""
    by, at = author(), now()

    def marked(record: FileRecord) -> FileRecord:
        marks = len(change.tags_added) + len(change.rejected_added) if not change.rejected_removed else 0
        entry = HistoryEntry(at, by, checked=marks)
        return replace(record, tagging=record.tagging.applied(change), history=(*record.history, entry))

    change_record(project.paths, document, marked)


def _apart(spans: frozenset[Span]) -> list[Span]:
    """Drop the spans that overlap an earlier one: rejected spans may overlap."""
    apart: list[Span] = []
    for span in sorted(spans, key=position):
        if not apart or apart[-1].end <= span.start:
            apart.append(span)
    return apart
