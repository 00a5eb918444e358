"""Place or drop tags that were set aside because their text changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from core.domain.finding.places import Place
from core.domain.tagging.history import HistoryEntry
from core.domain.tagging.tagging import Change, Tagging
from core.domain.text.anchoring import SetAside
from core.domain.text.likely_places import likely_places
from core.domain.text.spans import Span
from core.errors import ConflictError
from core.services.project.preferences import author
from core.services.project.projects import Project
from core.services.review.open_file import open_file
from core.services.review.places import read_all
from core.store.disk.clock import now
from core.store.tags.file_record import FileRecord
from core.store.tags.taggings import change_record
from core.store.texts.finding import read_document

_MOST = 9
"""Places that are offered for a tag."""


@dataclass(frozen=True, slots=True)
class LostTag:
    """A tag that was set aside.

    Attributes:
        name: of the file.
        aside: the tag with the words and the context that it had.
    """

    name: str
    aside: SetAside


@dataclass(frozen=True, slots=True)
class Settled:
    """A tag that was placed or dropped.

    Attributes:
        lost: the tag.
        change: what placing it changed; empty if it was dropped.
    """

    lost: LostTag
    change: Change = field(default_factory=Change)


def lost_tags(project: Project) -> list[LostTag]:
    """Return the tags that were set aside, file by file.

    Raises:
        StorageError: the project cannot be read.
    """
    return [LostTag(document.name, aside) for document, tagging in read_all(project) for aside in tagging.set_aside]


def places_for(project: Project, lost: LostTag) -> list[Place]:
    """Return untagged places of the file where a tag may belong, likeliest first.

    Raises:
        NotFoundError: there is no such file.
        StorageError: it cannot be read.
    """
    opened = open_file(project, lost.name)
    text, tags = opened.document.text, opened.session.current.tags
    opened.close()
    found = [place for place in likely_places(text, lost.aside.anchor) if not tags.overlapping(*place)]
    return [Place.of(lost.name, text, borders) for borders in found[:_MOST]]


def put_at(project: Project, lost: LostTag, place: Place) -> Settled:
    """Put a tag at a place of the present text, and save it; the file does not count as read by that.

    Raises:
        ConflictError: the text or the tags changed meanwhile.
        StorageError: the file cannot be read or written.
    """
    document = read_document(project.paths, lost.name)
    if Place.of(lost.name, document.text, (place.start, place.end)) != replace(place, note=""):
        raise ConflictError(f"{lost.name!r} has changed on disk meanwhile; open this page again.")
    change = Change()

    def placed(tagging: Tagging) -> Tagging:
        nonlocal change
        change = _placing(tagging, lost, place)
        return replace(tagging.applied(change), set_aside=_without(tagging, lost))

    _save(project, lost, placed)
    return Settled(lost, change)


def drop(project: Project, lost: LostTag) -> Settled:
    """Give a tag up.

    Raises:
        ConflictError: somebody else has placed or dropped it meanwhile.
        StorageError: the file cannot be read or written.
    """
    _save(project, lost, lambda tagging: replace(tagging, set_aside=_without(tagging, lost)), removed=1)
    return Settled(lost)


def take_back(project: Project, settled: Settled) -> None:
    """Set a tag aside again that was placed or dropped.

    Raises:
        ConflictError: it was changed since.
        StorageError: the file cannot be read or written.
    """

    def back(tagging: Tagging) -> Tagging:
        before = tagging.applied(settled.change.inverse)
        return replace(before, set_aside=(*before.set_aside, settled.lost.aside))

    _save(project, settled.lost, back)


def _placing(tagging: Tagging, lost: LostTag, place: Place) -> Change:
    tag = replace(lost.aside.tag, start=place.start, end=place.end)
    span = Span(tag.start, tag.end, tag.entity)
    return Change(
        tags_added=(tag,),
        suggestions_removed=tuple(tagging.suggestions.overlapping(*tag.borders)),
        rejected_removed=(span,) if span in tagging.rejected else (),
    )


def _without(tagging: Tagging, lost: LostTag) -> tuple[SetAside, ...]:
    if lost.aside not in tagging.set_aside:
        raise ConflictError(f"Somebody has placed or dropped {lost.aside.anchor.quote!r} meanwhile.")
    left = list(tagging.set_aside)
    left.remove(lost.aside)
    return tuple(left)


def _save(project: Project, lost: LostTag, settle: Callable[[Tagging], Tagging], removed: int = 0) -> None:
    by, at = author(), now()

    def changed(record: FileRecord) -> FileRecord:
        tagging = settle(record.tagging)
        entry = replace(HistoryEntry.of(record.tagging.difference(tagging), by, at), rejections=())
        entry = replace(entry, removed=entry.removed + removed)
        return replace(record, tagging=tagging, history=(*record.history, entry))

    change_record(project.paths, read_document(project.paths, lost.name), changed)
