"""Decisions in several open files, each made, undone and redone as one."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import ClassVar, Generic, TypeVar

from core.domain.tagging.events import Event, Step
from core.domain.tagging.review import ReviewSession
from core.errors import AutotagError
from core.services.project.preferences import author
from core.services.project.projects import Project
from core.services.review.open_file import OpenFile, open_file
from core.store.steps.journal import big_step
from core.store.steps.step_files import Plan, PlanKind
from core.store.tags.journals import together

Q = TypeVar("Q")


@dataclass
class Decision(Generic[Q]):
    """A decision on what was asked, with its step in each file that it changed."""

    about: Sequence[Q]
    steps: dict[str, Step] = field(default_factory=dict)


class ManyFiles(Generic[Q]):
    """Several open files. A decision is recorded in each file that it changes, as an unsaved decision like any other.

    Methods block.
    """

    WHAT: ClassVar[str]
    """The big step of saving, in words."""

    def __init__(
        self,
        project: Project,
        names: Collection[str],
        wanted: Callable[[OpenFile], bool],
        earlier: Sequence[Decision[Q]] = (),
    ) -> None:
        """Open the files; skip those that cannot be read.

        Args:
            project: of the files.
            names: of the files.
            wanted: whether there may be something to decide in a file, once it is open.
            earlier: decisions that can still be undone, unless the files have changed since.
        """
        self._project = project
        self._undone: list[Decision[Q]] = []
        self._files: dict[str, OpenFile] = {}
        for name in names:
            try:
                opened = open_file(project, name)
            except AutotagError:
                continue  # the list of files shows the problem
            if wanted(opened):
                self._files[name] = opened
        self._decisions: list[Decision[Q]] = self._still_latest(earlier)

    def _still_latest(self, decisions: Sequence[Decision[Q]]) -> list[Decision[Q]]:
        """Return the latest of these decisions, as far back as they are also the latest in each of their files."""
        left: deque[Decision[Q]] = deque()
        done = {name: list(opened.session.done) for name, opened in self._files.items()}
        for decision in reversed(decisions):
            if any(not done.get(name) or done[name].pop() != step for name, step in decision.steps.items()):
                break
            left.appendleft(decision)
        return list(left)

    @property
    def decisions(self) -> Sequence[Decision[Q]]:
        """The decisions that can be undone, oldest first."""
        return self._decisions

    @property
    def decided(self) -> int:
        """Number of places decided here."""
        return sum(step.change.places for decision in self._decisions for step in decision.steps.values())

    @property
    def has_unsaved(self) -> bool:
        """Whether Save tags has something to do."""
        return any(opened.session.has_unsaved for opened in self._files.values())

    def _decide(self, about: Sequence[Q], decide: Mapping[str, Callable[[ReviewSession], Event | None]]) -> None:
        """Make one decision in several files.

        Args:
            about: what it decides.
            decide: by name of a file, what to do in it.

        Raises:
            StorageError: it could not be written in a file; the files before that have it, and it can be undone.
        """
        decision: Decision[Q] = Decision(about)
        self._decisions.append(decision)
        self._undone.clear()
        events = {name: event for name, act in decide.items() if (event := act(self._files[name].session))}
        for name in self._recorded(events):
            decision.steps[name] = events[name].step

    def _recorded(self, events: Mapping[str, Event]) -> Iterator[str]:
        """Record one event in each of several files, as one decision even if the process dies; yield each name."""
        lines = {name: self._files[name].journal_line(event) for name, event in events.items()}
        with together(self._project.paths, author(), lines) if len(events) > 1 else nullcontext():
            for name, event in events.items():
                self._files[name].record(event)
                yield name

    def undo(self) -> Sequence[Q]:
        """Undo the last decision in all files; return what is open again, if anything is.

        Raises:
            StorageError: it could not be written.
        """
        if not self._decisions:
            return ()
        decision = self._decisions[-1]
        events = {name: event for name in decision.steps if (event := self._files[name].session.undo())}
        undone = Decision(decision.about)
        for name in self._recorded(events):
            undone.steps[name] = decision.steps.pop(name)  # if a later file fails, this one is not undone twice
        self._decisions.pop()
        self._undone.append(undone)
        return decision.about

    def redo(self) -> Sequence[Q]:
        """Redo the decision that was undone last, in all files; return what it decides, if there is one.

        Raises:
            StorageError: it could not be written.
        """
        if not self._undone:
            return ()
        undone = self._undone[-1]
        events = {name: event for name in undone.steps if (event := self._files[name].session.redo())}
        decision = Decision(undone.about)
        self._decisions.append(decision)
        for name in self._recorded(events):
            decision.steps[name] = undone.steps.pop(name)
        self._undone.pop()
        return decision.about

    def save(self) -> int:
        """Save the decisions in all files, none of which counts as read by that; return the number of files.

        Raises:
            ConflictError: somebody else has saved something that contradicts; the files before it are saved.
            StorageError: a file could not be written; its decisions stay unsaved.
        """
        unsaved = [opened for opened in self._files.values() if opened.session.has_unsaved]
        plan = Plan(PlanKind.SAVE, tuple(opened.document.name for opened in unsaved))
        with big_step(self._project.paths, self.WHAT, author(), plan) as step:
            for opened in unsaved:
                opened.save(read=False, step=step)
        return len(unsaved)

    def close(self) -> None:
        """Close the files; unsaved decisions stay on disk.

        Raises:
            StorageError: a journal that is no longer needed could not be removed.
        """
        for opened in self._files.values():
            opened.close()
