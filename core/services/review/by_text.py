"""Review many files by text: one decision for a string in all its places."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field

from core.domain.finding.places import Place
from core.domain.tagging.events import Event, Step
from core.domain.tagging.questions import Order, Question, ask
from core.domain.tagging.review import ReviewSession
from core.domain.tagging.tags import Suggestion
from core.errors import AutotagError
from core.services.project.preferences import author
from core.services.project.projects import Project
from core.services.review.open_file import OpenFile, open_file
from core.store.journals import together
from core.store.steps import Plan, PlanKind, big_step


@dataclass
class _Decision:
    """A decision on questions, with its step in each file."""

    questions: Sequence[Question]
    steps: dict[str, Step] = field(default_factory=dict)


class ReviewQueue:
    """The suggestions of some files as questions, one for each distinct string.

    A decision is recorded in every file that it changes, as an unsaved decision like any other. Methods block.
    """

    def __init__(self, project: Project, names: Collection[str], earlier: ReviewQueue | None = None) -> None:
        """Open the files; skip those that cannot be read.

        Args:
            project: of the files.
            names: of the files.
            earlier: an earlier review; its decisions can be undone, unless the files have changed since.

        Raises:
            StorageError: the project cannot be read.
        """
        self._project = project
        self._undone: list[_Decision] = []
        self._files: dict[str, OpenFile] = {}
        for name in names:
            try:
                opened = open_file(project, name)
            except AutotagError:
                continue  # the list of files shows the problem
            if opened.session.current.suggestions or opened.session.has_unsaved:
                self._files[name] = opened
        self._steps: list[_Decision] = self._steps_left(earlier._steps) if earlier else []

    def _steps_left(self, steps: Sequence[_Decision]) -> list[_Decision]:
        """Return the latest of these steps, as far back as they are also the latest in each of their files."""
        left: deque[_Decision] = deque()
        done = {name: list(opened.session.done) for name, opened in self._files.items()}
        for decision in reversed(steps):
            if any(not done.get(name) or done[name].pop() != step for name, step in decision.steps.items()):
                break
            left.appendleft(decision)
        return list(left)

    @property
    def decided(self) -> int:
        """Number of places decided in this review."""
        return sum(step.change.places for decision in self._steps for step in decision.steps.values())

    @property
    def has_unsaved(self) -> bool:
        """Whether Save tags has something to do."""
        return any(opened.session.has_unsaved for opened in self._files.values())

    def questions(self, order: Order) -> list[Question]:
        """Return the open questions."""
        found: list[tuple[Place, Suggestion]] = []
        for name, opened in self._files.items():
            text = opened.document.text
            found += [(Place.of(name, text, s.borders), s) for s in opened.session.current.suggestions]
        return ask(found, order)

    def accept(self, question: Question, entity: str = "") -> None:
        """Turn all suggestions of a question into tags, of another entity if one is named.

        Raises:
            StorageError: a decision could not be written; those before it are kept and can be undone.
        """
        self._accept([question], entity or question.entity)

    def accept_all(self, questions: Sequence[Question]) -> None:
        """Turn the suggestions of many questions into tags, as one step.

        Raises:
            StorageError: a decision could not be written; those before it are kept and can be undone.
        """
        self._accept(questions, "")

    def reject(self, *questions: Question) -> None:
        """Reject all suggestions of some questions, as one step.

        Raises:
            StorageError: a decision could not be written; those before it are kept and can be undone.
        """
        self._decide(questions, lambda session, left: session.reject_all(left))

    def _accept(self, questions: Sequence[Question], entity: str) -> None:
        unseen = sum(len(question.places) for question in questions) > 1
        self._decide(questions, lambda session, left: session.accept_all(left, entity, unseen=unseen))

    def _decide(
        self, questions: Sequence[Question], decide: Callable[[ReviewSession, list[Suggestion]], Event | None]
    ) -> None:
        decision = _Decision(questions)
        self._steps.append(decision)
        self._undone.clear()
        asked: dict[str, list[Suggestion]] = defaultdict(list)
        for question in questions:
            for name, suggestions in question.suggestions.items():
                asked[name] += suggestions
        events: dict[str, Event] = {}
        for name, about in asked.items():
            session = self._files[name].session
            left = [suggestion for suggestion in about if suggestion in session.current.suggestions]
            if event := decide(session, left):
                events[name] = event
        for name in self._recorded(events):
            decision.steps[name] = events[name].step

    def _recorded(self, events: Mapping[str, Event]) -> Iterator[str]:
        """Record one event in each of several files, as one decision even if the process dies; yield each name."""
        lines = {name: self._files[name].journal_line(event) for name, event in events.items()}
        with together(self._project.paths, author(), lines) if len(events) > 1 else nullcontext():
            for name, event in events.items():
                self._files[name].record(event)
                yield name

    def undo(self) -> Sequence[Question]:
        """Undo the last decision in all files; return the questions that are open again, if there are any.

        Raises:
            StorageError: it could not be written.
        """
        if not self._steps:
            return ()
        decision = self._steps[-1]
        events = {name: event for name in decision.steps if (event := self._files[name].session.undo())}
        undone = _Decision(decision.questions)
        for name in self._recorded(events):
            undone.steps[name] = decision.steps.pop(name)  # if a later file fails, this one is not undone twice
        self._steps.pop()
        self._undone.append(undone)
        return decision.questions

    def redo(self) -> Sequence[Question]:
        """Redo the decision that was undone last, in all files; return its questions, if there are any.

        Raises:
            StorageError: it could not be written.
        """
        if not self._undone:
            return ()
        undone = self._undone[-1]
        events = {name: event for name in undone.steps if (event := self._files[name].session.redo())}
        decision = _Decision(undone.questions)
        self._steps.append(decision)
        for name in self._recorded(events):
            decision.steps[name] = undone.steps.pop(name)
        self._undone.pop()
        return decision.questions

    def save(self) -> int:
        """Save the decisions in all files, none of which counts as read by that; return the number of files.

        Raises:
            ConflictError: somebody else has saved something that contradicts; the files before it are saved.
            StorageError: a file could not be written; its decisions stay unsaved.
        """
        unsaved = [opened for opened in self._files.values() if opened.session.has_unsaved]
        plan = Plan(PlanKind.SAVE, tuple(opened.document.name for opened in unsaved))
        with big_step(self._project.paths, "saving decisions by text", author(), plan) as step:
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
