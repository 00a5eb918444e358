"""Make one version of those that several annotators tagged blindly, one disagreement at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import TypeAlias

from core.domain.tagging.events import Event
from core.domain.tagging.review import ReviewSession
from core.domain.team.adjudication import Decision, adjudicate, adjudicate_agreed, undecided
from core.domain.team.double import DoubleMark
from core.domain.team.regions import Region, Versions, regions
from core.domain.text.selection import Borders
from core.domain.text.spans import Span, SpanSet
from core.errors import AutotagError, ConflictError
from core.services.project.preferences import author
from core.services.project.projects import Project
from core.services.review.open_file import OpenFile
from core.services.team.double import marked_files
from core.store.disk.clock import now
from core.store.tags.journals import together
from core.store.team.double import change_marks
from core.store.team.versions import load_versions

_Steps: TypeAlias = list[tuple[str, ...]]
"""Decisions, each as the names of the files in which it was made."""


@dataclass(frozen=True)
class Disagreement:
    """A place of a file that its annotators tagged differently.

    Attributes:
        name: of the file.
        text: of the file.
        versions: all tags of each annotator in it.
        region: the place.
    """

    name: str
    text: str
    versions: Versions
    region: Region

    @property
    def annotators(self) -> tuple[str, ...]:
        """Names of the annotators, in the order in which they are numbered."""
        return tuple(self.region.versions)

    def others(self, entities: list[str], drawn: Borders | None = None) -> list[Span]:
        """Return the tags that could be taken in place of all versions.

        Args:
            entities: names of the entities.
            drawn: the borders that the user has drawn; those of the annotators and of the place otherwise.
        """
        own = [drawn] if drawn else [*(span.borders for span in self.region.spans), self.region.borders]
        borders = dict.fromkeys(own)
        present = {version[0] for version in self.region.versions.values() if len(version) == 1}
        wanted = (Span(start, end, entity) for start, end in borders for entity in entities)
        return [span for span in wanted if span not in present]


class _File:
    """A file whose annotators are all done: their versions, and the main record that is open."""

    def __init__(self, project: Project, mark: DoubleMark) -> None:
        self.opened = OpenFile(project, mark.name, main=True)
        records = load_versions(project.paths, mark, self.opened.document)
        self.versions = {who: SpanSet(tag.span for tag in record.tagging.tags) for who, record in records.items()}
        self.regions = regions(self.versions)

    @property
    def left(self) -> list[Region]:
        """The regions that are not decided yet."""
        return undecided(self.opened.session, self.regions)


class Adjudication:
    """The files that all their annotators are done with, and the decisions between their versions.

    A decision is on disk when a method returns, as an unsaved decision of the main record. Methods block.
    """

    def __init__(self, project: Project) -> None:
        """Open the files, with the decisions of an earlier adjudication that are not saved.

        Raises:
            StorageError: the project cannot be read.
        """
        self._project = project
        self._files: dict[str, _File] = {}
        for file in marked_files(project):
            if file.is_done and not file.mark.adjudicated:
                try:
                    self._files[file.mark.name] = _File(project, file.mark)
                except AutotagError:
                    continue  # the list of files shows the problem
        self._steps: _Steps = [
            (name,) for name, file in self._files.items() for step in file.opened.session.done if step.about
        ]
        self._undone: _Steps = []

    @property
    def files(self) -> int:
        """Number of files that are not adjudicated yet."""
        return len(self._files)

    @property
    def ready(self) -> int:
        """Number of files in which everything is decided, which are to be saved."""
        return sum(not file.left for file in self._files.values())

    @property
    def agreed(self) -> int:
        """Number of places that are not decided yet, in which all annotators have the same tags."""
        return sum(region.is_agreed for file in self._files.values() for region in file.left)

    def disagreements(self) -> list[Disagreement]:
        """Return the places to decide on, in order of files and text."""
        return [
            Disagreement(name, file.opened.document.text, file.versions, region)
            for name, file in self._files.items()
            for region in file.left
            if not region.is_agreed
        ]

    def take(self, disagreement: Disagreement, annotator: str) -> None:
        """Take the version of an annotator.

        Raises:
            StorageError: the decision could not be written.
        """
        self.decide(disagreement, disagreement.region.versions[annotator])

    def decide(self, disagreement: Disagreement, spans: tuple[Span, ...]) -> None:
        """Take any tags; none leaves the place without a tag. Other places that they take in whole are decided too.

        Raises:
            RequestError: a tag cuts through another place.
            StorageError: the decision could not be written.
        """
        file = self._files[disagreement.name]
        decision = Decision(disagreement.region, spans)
        self._record({disagreement.name: adjudicate(file.opened.session, decision, file.regions)})

    def take_agreed(self) -> int:
        """Take what all annotators agree on, in all files, as one step; return the number of places.

        Raises:
            StorageError: a decision could not be written; those before it are kept and can be undone.
        """
        found = {
            name: event
            for name, file in self._files.items()
            if (event := adjudicate_agreed(file.opened.session, file.regions))
        }
        if found:
            self._record(found)
        return sum(len(event.step.about) for event in found.values())

    def undo(self) -> bool:
        """Undo the last decision, in all its files; return whether there was one.

        Raises:
            StorageError: it could not be written.
        """
        return self._step(ReviewSession.undo, self._steps, self._undone)

    def redo(self) -> bool:
        """Repeat the decision that was undone last; return whether there was one.

        Raises:
            StorageError: it could not be written.
        """
        return self._step(ReviewSession.redo, self._undone, self._steps)

    def save(self) -> list[str]:
        """Save the files in which everything is decided, which count from then on; return their names.

        What is left of the suggestions there is rejected: all annotators have read the text to its end.

        Raises:
            ConflictError: somebody else has adjudicated a file, or saved tags that contradict.
            StorageError: a file could not be written; its decisions stay unsaved.
        """
        saved = [name for name, file in self._files.items() if not file.left]
        for name in saved:
            change_marks(self._project.paths.main, lambda marks, name=name: self._save(marks, name))  # type: ignore[misc]
            self._files.pop(name).opened.close()
            self._forget(name)
        return saved

    def close(self) -> None:
        """Close the files; unsaved decisions stay on disk.

        Raises:
            StorageError: a journal that is no longer needed could not be removed.
        """
        for file in self._files.values():
            file.opened.close()

    def _save(self, marks: dict[str, DoubleMark], name: str) -> None:
        """Save a file and note that it is adjudicated, under the lock of the marks."""
        if name not in marks or marks[name].adjudicated:
            raise ConflictError(f"{name} is not to be adjudicated any more: somebody else has done so, or unmarked it.")
        opened = self._files[name].opened
        if event := opened.session.reject_all(opened.session.current.suggestions):
            opened.record(event)
        opened.save()
        marks[name] = replace(marks[name], adjudicated=now(), adjudicator=author())

    def _forget(self, name: str) -> None:
        """Forget the steps in a file that was saved: they are undone there, as those of any file."""
        for steps in (self._steps, self._undone):
            left = [tuple(other for other in names if other != name) for names in steps]
            steps[:] = [names for names in left if names]

    def _record(self, events: Mapping[str, Event]) -> None:
        self._undone.clear()
        self._write(events, self._steps)

    def _step(self, step: Callable[[ReviewSession], Event | None], source: _Steps, target: _Steps) -> bool:
        """Undo or redo the latest decision, which goes from one list of decisions to the other."""
        if not source:
            return False
        names = source.pop()
        events = {name: event for name in names if (event := step(self._files[name].opened.session))}
        number = len(target)
        try:
            self._write(events, target)
        finally:  # where the disk failed in the middle, the rest of the decision is still to be undone
            done = {name for step_ in target[number:] for name in step_}
            if left := tuple(name for name in events if name not in done):
                source.append(left)
        return True

    def _write(self, events: Mapping[str, Event], target: _Steps) -> None:
        """Record one event in each of several files, as one decision even if the process dies; add it to the target."""
        lines = {name: self._files[name].opened.journal_line(event) for name, event in events.items()}
        done: list[str] = []
        try:
            with together(self._project.paths.main, author(), lines) if len(events) > 1 else nullcontext():
                for name, event in events.items():
                    self._files[name].opened.record(event)
                    done.append(name)
        finally:
            if done:
                target.append(tuple(done))
