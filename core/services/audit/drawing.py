"""Drawing the sample of an audit."""

from __future__ import annotations

from collections.abc import Iterator
from secrets import randbelow

from core.domain.audit.sampling import Audit, Drawing, Kind, Stratum, Unit, stratum_of, stretches
from core.domain.project.documents import Document
from core.domain.tagging.tags import Suggestion, Tag
from core.domain.text.spans import SpanSet, position
from core.errors import AutotagError, RequestError
from core.services.project.files import list_files
from core.services.project.preferences import author
from core.services.project.projects import Project
from core.services.training.models import list_models
from core.store.disk.clock import now
from core.store.tags.file_record import FileRecord
from core.store.tags.taggings import load_record
from core.store.team import audits
from core.store.texts.finding import read_document

MOST_OF_A_KIND = 500
"""Units of each kind that are drawn: more than anybody has to judge, since judging may end after any unit."""


def start_audit(
    project: Project,
    *,
    seed: int | None = None,
    tags: int = MOST_OF_A_KIND,
    suggestions: int = MOST_OF_A_KIND,
    stretches: int = MOST_OF_A_KIND,
) -> Audit:
    """Draw the sample of a new audit and store it.

    Args:
        project: whose tags.
        seed: of the random numbers; None for any.
        tags: number of tags to draw.
        suggestions: number of suggestions to draw in files not read to the end.
        stretches: number of stretches of text to draw.

    Raises:
        RequestError: nothing is to be drawn, or the project has nothing to draw.
        StorageError: the project cannot be read or written.
    """
    if min(tags, suggestions, stretches) < 0 or not tags + suggestions + stretches:
        raise RequestError("An audit needs tags, suggestions or stretches to draw; give a number above 0.")
    seed = randbelow(1_000_000) if seed is None else seed
    drawing = Drawing(seed, {Kind.TAG: tags, Kind.SUGGESTION: suggestions, Kind.STRETCH: stretches})
    for unit in _units(project, suggested=suggestions > 0):
        drawing.offer(unit)
    queue = tuple(drawing.queue())
    if not queue:
        raise RequestError("There is no tag and no text to draw; tag or import some files first.")
    at, models = now(), list_models(project)
    sizes = {stratum: dict(counts) for stratum, counts in drawing.sizes.items()}
    model = models[0].name if models else ""
    audit = Audit(audits.new_audit_id(at), at, author(), seed, model, sizes, queue)
    audits.create_audit(project.paths, audit)
    return audit


def _units(project: Project, *, suggested: bool) -> Iterator[Unit]:
    """Yield all units of all files; skip files that cannot be read, which the list of files shows."""
    for entry in list_files(project).usable().settled():
        try:
            document = read_document(project.paths, entry.name)
            record = load_record(project.paths, document)
        except AutotagError:
            continue
        yield from _units_of(document, record, suggested=suggested)


def _units_of(document: Document, record: FileRecord, *, suggested: bool) -> Iterator[Unit]:
    place = document.name, document.hash
    tags, suggestions = record.tagging.tags, record.tagging.suggestions
    if record.confirmed or not suggested:
        suggestions = SpanSet()
    for tag in tags:
        yield Unit(stratum_of(tag), *place, *tag.borders, tag.entity)
    for each in suggestions:
        yield Unit(Stratum.SUGGESTED, *place, *each.borders, each.entity, score=each.score)
    stratum = Stratum.READ if record.confirmed else Stratum.UNREAD
    for start, end in stretches(document.text):
        within: list[Tag | Suggestion] = [*tags.overlapping(start, end), *suggestions.overlapping(start, end)]
        spans = tuple(span.span for span in sorted(within, key=position))
        yield Unit(stratum, *place, start, end, tags=spans)
