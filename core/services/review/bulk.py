"""Deciding on the suggestions of many files at once, without looking at each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from core.domain.project.documents import Document
from core.domain.project.jobs import FileFailure
from core.domain.tagging.events import Event
from core.domain.tagging.review import ReviewSession
from core.domain.tagging.tags import Suggestion
from core.errors import AutotagError
from core.services.project.files import list_files, named_files
from core.services.project.preferences import author
from core.services.project.projects import Project
from core.store.disk.clock import now
from core.store.steps.journal import StepRecorder, big_step
from core.store.tags.file_record import FileRecord
from core.store.tags.taggings import change_record, load_record
from core.store.texts.finding import read_document

_Decide = Callable[[ReviewSession, list[Suggestion]], Event | None]


@dataclass(frozen=True, slots=True)
class Decided:
    """Result of a decision on many files.

    Attributes:
        files: number of files in which something was decided.
        spans: number of suggestions decided.
        failures: the files that could not be changed, and why.
        step: id of the step that `restore` takes back; empty if nothing was decided.
    """

    files: int
    spans: int
    failures: tuple[FileFailure, ...] = ()
    step: str = ""


@dataclass(frozen=True, slots=True)
class Which:
    """Suggestions to decide on.

    Attributes:
        entities: of these entities only; empty for any.
        texts: that say exactly this, apart from white space; empty for any.
        min_score: the lowest score; None for any.
        max_score: the highest score; None for any.
        rest: only in files that nobody has read to the end, of which the tags say so; files in which the user has
            unsaved decisions are left alone.
    """

    entities: Collection[str] = ()
    texts: Collection[str] = ()
    min_score: float | None = None
    max_score: float | None = None
    rest: bool = False

    def of(self, suggestions: Iterable[Suggestion], document: Document) -> list[Suggestion]:
        """Return the selected suggestions of a text."""
        wanted = {" ".join(text.split()) for text in self.texts}
        return [
            s
            for s in suggestions
            if (not self.entities or s.entity in self.entities)
            and (not wanted or " ".join(document.text[s.start : s.end].split()) in wanted)
            and (self.min_score is None or s.score >= self.min_score)
            and (self.max_score is None or s.score <= self.max_score)
        ]

    def __str__(self) -> str:
        """Describe the selection, to follow the word "suggestions"."""
        parts = [
            f"of {', '.join(self.entities)}" if self.entities else "",
            f"that say {', '.join(map(repr, self.texts))}" if self.texts else "",
            f"at {self.min_score:.0%} and above" if self.min_score is not None else "",
            f"at {self.max_score:.0%} and below" if self.max_score is not None else "",
            "in files not read to the end" if self.rest else "",
        ]
        return " ".join(filter(None, parts))


def accept_suggestions(
    project: Project,
    names: Collection[str] | None = None,
    min_score: float | None = None,
    *,
    which: Which | None = None,
    dry_run: bool = False,
) -> Decided:
    """Turn suggestions into tags and save them. A file that cannot be changed is reported; the others are done.

    Args:
        project: where.
        names: of the files; None for all.
        min_score: the lowest score, if that is all there is to say.
        which: the suggestions to accept.
        dry_run: only count them.

    Raises:
        NotFoundError: there is no file of a name.
        StorageError: the project cannot be read, or the step cannot be recorded.
    """
    which = which or Which(min_score=min_score)

    def accept(session: ReviewSession, suggestions: list[Suggestion]) -> Event | None:
        return session.accept_all(suggestions, unread=which.rest)

    return _decide(project, names, which, accept, "accepting", dry_run=dry_run)


def reject_suggestions(
    project: Project, names: Collection[str] | None = None, *, which: Which | None = None, dry_run: bool = False
) -> Decided:
    """Reject suggestions, and remember not to suggest them again; see `accept_suggestions`."""
    return _decide(project, names, which or Which(), ReviewSession.reject_all, "rejecting", dry_run=dry_run)


def _decide(
    project: Project,
    names: Collection[str] | None,
    which: Which,
    decide: _Decide,
    verb: str,
    *,
    dry_run: bool,
) -> Decided:
    files = list_files(project)
    chosen = (files if names is None else named_files(files, names)).auto_tagged()
    if which.rest:
        chosen = chosen.settled().unread()
    by, decided_files, decided_spans = author(), 0, 0
    failures: list[FileFailure] = []
    own = project.paths.blind
    others = {entry.name for entry in chosen if entry.blind} - own
    with big_step(project.paths, " ".join(filter(None, (verb, "suggestions", str(which)))), by) as step:
        for name in chosen.names:
            if name in others:
                if names is not None:
                    failures.append(FileFailure(name, "Others tag it blindly; only they decide on its suggestions."))
                continue
            try:
                spans = _decide_one(project, name, which, decide, by, None if dry_run else step)
            except AutotagError as error:
                failures.append(FileFailure(name, str(error)))
                continue
            decided_files += bool(spans)
            decided_spans += spans
    return Decided(decided_files, decided_spans, tuple(failures), step.step.id if step.step.files else "")


def _decide_one(project: Project, name: str, which: Which, decide: _Decide, by: str, step: StepRecorder | None) -> int:
    """Decide in one file, or only count if there is no step; return the number of suggestions."""
    document = read_document(project.paths, name)
    spans = 0

    def after(record: FileRecord) -> FileRecord:
        nonlocal spans
        if which.rest and record.confirmed:  # somebody has read it meanwhile
            return record
        session = ReviewSession.open(record.tagging, by, now)
        event = decide(session, which.of(record.tagging.suggestions, document))
        if event is None:
            return record
        spans = len(event.step.change.suggestions_removed)
        return record.decided(session.after(event).current, by, now(), read=False)

    if step is None:
        after(load_record(project.paths, document))
    else:
        change_record(project.paths, document, after, step)
    return spans
