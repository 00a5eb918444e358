"""Put together the tags that come in and those that a text has already."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import PurePosixPath

from core.domain.tagging.tagging import Change, Tagging
from core.domain.tagging.tags import IMPORTED, Suggestion, Tag
from core.domain.text.overlaps import Overlaps, taken
from core.domain.text.spans import Span, SpanSet, best_apart
from core.errors import RequestError
from core.formats import ExchangedFile
from core.settings import DATA_FOLDER
from core.store.disk.clock import now
from core.store.disk.folders import TEXT_SUFFIX
from core.store.tags.file_record import FileRecord
from core.store.texts.finding import is_inside


def merging(
    tags: SpanSet[Tag], suggestions: tuple[Suggestion, ...], *, tagged: bool
) -> Callable[[FileRecord], FileRecord]:
    """Return the change that an import makes to the record of a text."""

    def merged(record: FileRecord) -> FileRecord:
        tagging = merged_tagging(record.tagging, tags, suggestions)
        return replace(record, tagging=tagging, confirmed=record.confirmed or tagged)

    return merged


def merged_tagging(tagging: Tagging, tags: SpanSet[Tag], suggestions: tuple[Suggestion, ...]) -> Tagging:
    """Put together what is there and what comes in; a tag that is there already stays as it is."""
    again = tuple(tag.span for tag in tags if tag.span in tagging.rejected)
    tagging = tagging.merged(Change(tags_added=tuple(tags), rejected_removed=again))
    fresh = tuple(s for s in suggestions if s.span not in tagging.rejected)
    return tagging.applied(Change(suggestions_added=fresh))


def text_name(name: str) -> str:
    """Return the name of the text in the project.

    Raises:
        RequestError: it leads out of the project, or into a hidden folder.
    """
    if not name.casefold().endswith(TEXT_SUFFIX):
        name += TEXT_SUFFIX
    path = PurePosixPath(name)
    if not is_inside(name) or path.parts[0] == DATA_FOLDER:
        raise RequestError(f"The name {name!r} leads out of the project; give a path inside it.")
    if any(part.startswith(".") for part in path.parts[:-1]):
        raise RequestError(f"The name {name!r} is in a hidden folder, which no list of files shows; give another path.")
    return path.as_posix()


def chosen_spans(spans: tuple[Span, ...], overlaps: Overlaps | None) -> tuple[Span, ...]:
    """Return the spans to take; they overlap only if the text is to be refused for it."""
    return tuple(dict.fromkeys(spans)) if overlaps is None else tuple(taken(spans, overlaps))


def imported_tags(spans: Iterable[Span], by: str) -> SpanSet[Tag]:
    """Make tags of spans.

    Raises:
        RequestError: some overlap.
    """
    at = now()
    try:
        return SpanSet(Tag(span.start, span.end, span.entity, IMPORTED, by, at) for span in spans)
    except ValueError as error:
        raise RequestError(
            "Some of its spans overlap, and a character can belong to one tag only; "
            "say which to take with --overlaps longest, first or none."
        ) from error


def best_suggestions(suggestions: Iterable[Suggestion]) -> tuple[tuple[Suggestion, ...], list[Suggestion]]:
    """Return the most probable suggestions that do not overlap, and the others."""
    different = dict.fromkeys(suggestions)
    kept = dict.fromkeys(best_apart(different))
    return tuple(kept), [suggestion for suggestion in different if suggestion not in kept]


def described_span(file: ExchangedFile, span: Span) -> str:
    """Describe a span by its text and its place, for a list of losses."""
    return f"{file.name}, {span.entity} at {span.start}-{span.end}: {file.text[span.start : span.end][:50]!r}"
