"""Open one file to tag and review it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from core.domain.project.documents import Document
from core.domain.tagging.events import Event, Step
from core.domain.tagging.review import ReviewSession
from core.domain.tagging.tagging import Change
from core.errors import ConflictError, StorageError, UnusableError
from core.services.project.preferences import author
from core.services.project.projects import Project
from core.store.disk.atomic import printable
from core.store.disk.clock import now
from core.store.project.projects import load_schema
from core.store.steps.journal import StepRecorder, big_step
from core.store.tags.file_record import FileRecord
from core.store.tags.journals import Journal, Key
from core.store.tags.taggings import TagsFile
from core.store.team.double import load_marks
from core.store.team.presence import Presence, who_has_open
from core.store.texts.finding import read_document

_QUOTED = 3
"""Tags set aside that a note names."""

_REMEMBERED = 16
"""Journals that a file's record remembers as saved; older ones no longer exist."""


class OpenFile:
    """A file that is open for tagging and review by one user.

    Methods block until the disk has what they write. Call them one at a time.

    Attributes:
        document: the text.
        session: the decisions, always up to date.
        has_restored: the session started with unsaved decisions of an earlier one.
        is_read: a user has saved the file with nothing left to decide, so that its untagged text holds no entity.
        notes: sentences to show once.
    """

    def __init__(self, project: Project, name: str, *, announce: bool = False, main: bool = False) -> None:
        """Open the file with the unsaved decisions of an earlier session, if there are any.

        Args:
            project: of the file.
            name: of the file.
            announce: show others that the file is open until it is closed, and note who else has it open.
            main: open the main record, even if the user has one of their own.

        Raises:
            NotFoundError: there is no such file.
            StorageError: it cannot be read.
        """
        self._project = project
        self._paths = project.paths.main if main else project.paths
        self._is_main = main
        self.document: Document = read_document(self._paths, name)
        self._author = author()
        self._journal = Journal(self._paths, name, self._author, self.document.hash, self.document.text)
        self._stored = TagsFile(self._paths, self.document)
        with suppress(StorageError):  # open to read only
            self._stored.begin()
        record = self._stored.load()
        self.session = ReviewSession.open(record.tagging, self._author, now)
        self.is_read = record.confirmed
        self._presence = Presence(self._paths, name, self._author) if announce else None
        self.has_restored = False
        self.notes: tuple[str, ...] = (
            *_fallen_back_note(record),
            *self._restore(record),
            *_set_aside_note(record),
            *self._company_note(),
            *self._blind_note(),
        )

    def continue_from(self, earlier: ReviewSession) -> None:
        """Let the steps of an earlier session be undone, if nothing has changed since."""
        self.session = self.session.continuing(earlier)

    def record(self, event: Event | None) -> ReviewSession:
        """Write an event to disk and return the session after it, which may be shown only then.

        Raises:
            ConflictError: the event does not fit the session; nothing was written.
            StorageError: it could not be written; the session is as before.
        """
        if event is not None:
            after = self.session.after(event)
            self._journal.append(event)
            self.session = after
        return self.session

    def journal_line(self, event: Event) -> bytes:
        """Return the line that `record` will write for the event."""
        return self._journal.line(event)

    def select(self, borders: tuple[int, int] | None) -> ReviewSession:
        """Select a stretch of the text; nothing is written."""
        self.session = self.session.selecting(borders)
        return self.session

    def save(self, *, read: bool = True, step: StepRecorder | None = None) -> ReviewSession:
        """Save the decisions, merged with what others have saved meanwhile.

        Args:
            read: whether the user has read the text, so that its untagged parts hold no entity.
            step: the big step that the save is part of.

        Raises:
            ConflictError: somebody else has saved tags that contradict them; the decisions stay unsaved.
            StorageError: the text changed, or nothing could be written; the decisions stay unsaved.
        """
        document = read_document(self._paths, self.document.name)
        if document.hash != self.document.hash:
            raise StorageError(
                f"{document.name!r} has changed on disk since it was opened; open it again, then decide what is left."
            )
        if not self._is_main and self._project.paths.data_of(document.name) != self._paths.data_of(document.name):
            raise StorageError(
                f"The double annotation of {document.name!r} has begun or ended since it was opened; open it again."
            )
        change = self.session.saved.difference(self.session.current)
        self._require_entities(change)

        def merged(record: FileRecord) -> FileRecord:
            alone = record.tagging == self.session.saved  # nobody else has saved meanwhile
            tagging = self.session.current if alone else record.tagging.merged(change)
            decided = record.decided(tagging, self._author, now(), read=read)
            return replace(decided, journals=_latest({**record.journals, **self._journal.covered}))

        try:
            record = self._stored.change(merged, step)
        except ConflictError as error:
            raise ConflictError(
                f"Somebody else has saved this file meanwhile: {error} Undo yours, or open the file again."
            ) from error
        self._journal.clear(saved=True)
        self.session = self.session.after_save(record.tagging)
        self.is_read = record.confirmed
        return self.session

    def _require_entities(self, change: Change) -> None:
        """Refuse tags of entities that were renamed or deleted since the file was opened."""
        wanted = {tag.entity for tag in change.tags_added}
        if gone := wanted - set(load_schema(self._paths).names) if wanted else ():
            names = " and ".join(sorted(gone))
            raise ConflictError(f"The project has no entity {names} any more; undo those tags, or add it again.")

    def flag(self) -> bool:
        """Flag the file for later, or take the flag off; return whether it is flagged now.

        Raises:
            StorageError: it could not be written.
        """
        return self._stored.change(lambda record: replace(record, flagged=not record.flagged)).flagged

    def close(self) -> None:
        """Close the file; unsaved decisions stay on disk.

        Raises:
            StorageError: a journal that is no longer needed could not be removed, or suggestions that a training has
                made outdated could not.
        """
        if self._presence is not None:
            self._presence.leave()
            if self.session.saved.suggestions:
                self._delete_outdated()
        if not self.session.has_unsaved:
            self._journal.clear(saved=False)

    def _delete_outdated(self) -> None:
        """Delete the suggestions of a training's past if nobody else has the file open; they can be restored."""
        name = self.document.name
        if who_has_open(self._paths, name) or not self._stored.load().outdated:
            return
        with big_step(self._paths, f"leaving {name} after a training", self._author) as step:
            self._stored.change(lambda record: record.without_suggestions() if record.outdated else record, step)

    def discard(self) -> ReviewSession:
        """Give up the unsaved decisions.

        Raises:
            StorageError: they could not be removed.
        """
        self._journal.clear(saved=False)
        self.session = ReviewSession.open(self._stored.load().tagging, self._author, now)
        return self.session

    def _company_note(self) -> list[str]:
        others = self._presence.others() if self._presence else []
        if not others:
            return []
        who = " and ".join("you, in another terminal," if name == self._author else name for name in others)
        return [f"This file is open elsewhere too, by {who}: go on, all that you save is merged."]

    def _blind_note(self) -> list[str]:
        name = self.document.name
        marks = load_marks(self._paths)
        if self._is_main or name not in marks.pending:
            return []
        if name in self._paths.blind:
            return ["You tag this file blindly: nobody sees your tags until all its annotators are done."]
        who = " and ".join(marks[name].annotators)
        return [f"{who} tag this file blindly; tags that you save here do not count until it is adjudicated."]

    def _restore(self, record: FileRecord) -> list[str]:
        """Replay the journal's events; set aside those that no longer fit."""
        try:
            # Events that are saved already come from a process that died before it could clear the journal.
            events = self._journal.read(record.journals)
        except UnusableError as error:
            return [self._set_aside(str(error), None)]
        refused: dict[Key, str] = {}
        steps: set[Step] = set()
        for key, event in events.items():
            if event.step in steps:  # undoing or repeating a refused step is refused too
                refused[key] = ""
                continue
            try:
                self.session = self._restored(event)
            except ConflictError as error:
                refused[key] = str(error)
                steps.add(event.step)
        notes = [self._set_aside(next(iter(refused.values())), refused)] if refused else []
        self.has_restored = self.session.has_unsaved
        return notes

    def _set_aside(self, reason: str, keys: Collection[Key] | None) -> str:
        try:
            return _not_restored(reason, self._journal.set_aside(keys))
        except StorageError:  # open to read only: they stay where they are
            return _not_restored(reason, None)

    def _restored(self, event: Event) -> ReviewSession:
        """Return the session after an event of an earlier one.

        Raises:
            ConflictError: it contradicts what was saved since, or is none that autotag would have written.
        """
        try:
            session = self.session.after_merging(event)
        except (ValueError, IndexError) as error:
            raise ConflictError(f"A decision is damaged ({error}).") from error
        if session.current.reaches_beyond(self.document.text):
            raise ConflictError("A decision lies beyond the end of the text.")
        return session


def open_file(project: Project, name: str, *, announce: bool = False) -> OpenFile:
    """Open a file for tagging and review; see `OpenFile`.

    Raises:
        NotFoundError: there is no such file.
        StorageError: it cannot be read.
    """
    return OpenFile(project, name, announce=announce)


def settle_unsaved(project: Project, name: str, step: StepRecorder | None = None) -> None:
    """Save the user's unsaved decisions on a file, which does not count as read by that.

    Raises:
        ConflictError: somebody else has saved tags that contradict them.
        StorageError: the file cannot be read or written.
    """
    opened = OpenFile(project, name)
    if opened.session.has_unsaved:
        opened.save(read=False, step=step)


def _latest(journals: Mapping[str, int]) -> dict[str, int]:
    return dict(list(journals.items())[-_REMEMBERED:])


def _fallen_back_note(record: FileRecord) -> list[str]:
    if not record.fell_back:
        return []
    return ["The newest state of this file's tags is damaged; this is the one before it. Saving keeps the damaged one."]


def _set_aside_note(record: FileRecord) -> list[str]:
    lost = record.tagging.set_aside
    if not lost:
        return []
    which = "One tag was" if len(lost) == 1 else f"{len(lost)} tags were"
    quoted = ", ".join(f"{aside.anchor.quote!r} as {aside.tag.entity}" for aside in lost[:_QUOTED])
    lead = f"{which} made on an earlier text of this file and could not be placed in the present one"
    return [f"{lead}: {quoted}{' ...' if len(lost) > _QUOTED else ''}."]


def _not_restored(reason: str, aside: Path | None) -> str:
    kept = f" They are kept in {printable(aside)}." if aside else ""
    return f"Unsaved decisions of an earlier session could not be restored: {reason}{kept}"
