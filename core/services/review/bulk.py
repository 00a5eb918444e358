"""Deciding on the suggestions of many files at once, without a look at each."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from core.domain.tagging.review import Event, ReviewSession
from core.domain.tagging.tagging import Tagging
from core.domain.tagging.tags import Suggestion
from core.services.project.files import list_files, named_files
from core.services.project.preferences import author
from core.services.project.projects import Project
from core.store.clock import now
from core.store.keeping import keeping
from core.store.taggings import FileRecord, change_record
from core.store.texts import read_document


@dataclass(frozen=True, slots=True)
class Decided:
    """What a decision on many files came to.

    Attributes:
        files: number of files in which something was decided.
        spans: number of suggestions decided.
    """

    files: int
    spans: int


def accept_suggestions(
    project: Project, names: Collection[str] | None = None, min_score: float | None = None
) -> Decided:
    """Turns suggestions into tags and saves them.

    Args:
        project: where.
        names: of the files; None for all.
        min_score: lowest score to accept; None for any.

    Raises:
        NotFoundError: there is no file of a name.
        StorageError: a file cannot be read or written.
    """

    def accepted(session: ReviewSession) -> Event | None:
        return session.accept_all(_above(session.saved, min_score))

    above = f" at {min_score:.0%} and above" if min_score is not None else ""
    return _decide(project, names, accepted, f"accepting suggestions{above}")


def reject_suggestions(project: Project, names: Collection[str] | None = None) -> Decided:
    """Rejects suggestions, and remembers not to suggest them again.

    Args:
        project: where.
        names: of the files; None for all.

    Raises:
        NotFoundError: there is no file of a name.
        StorageError: a file cannot be read or written.
    """
    return _decide(
        project, names, lambda session: session.reject_all(session.saved.suggestions), "rejecting suggestions"
    )


def _decide(
    project: Project, names: Collection[str] | None, decide: Callable[[ReviewSession], Event | None], what: str
) -> Decided:
    files = list_files(project)
    chosen = (files if names is None else named_files(files, names)).auto_tagged()
    by, decided_files, decided_spans = author(), 0, 0
    with keeping(project.paths, what, by) as kept:
        for name in chosen.names:
            document = read_document(project.paths, name)
            spans = 0

            def after(record: FileRecord) -> FileRecord:
                nonlocal spans
                session = ReviewSession.open(record.tagging, by, now)
                event = decide(session)
                if event is None:
                    return record
                spans = len(event.step.change.suggestions_removed)
                return record.decided(session.after(event).current, by, now(), read=False)

            change_record(project.paths, document, after, kept)
            decided_files += bool(spans)
            decided_spans += spans
    return Decided(decided_files, decided_spans)


def _above(tagging: Tagging, min_score: float | None) -> list[Suggestion]:
    return [s for s in tagging.suggestions if min_score is None or s.score >= min_score]
