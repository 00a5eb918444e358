"""Review many files by text: one decision for a string in all its places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import ClassVar

from core.domain.finding.places import Place
from core.domain.tagging.events import Event
from core.domain.tagging.questions import Order, Question, ask
from core.domain.tagging.review import ReviewSession
from core.domain.tagging.tags import Suggestion
from core.services.project.projects import Project
from core.services.review.many_files import ManyFiles
from core.services.review.open_file import OpenFile


class ReviewQueue(ManyFiles[Question]):
    """The suggestions of some files as questions, one for each distinct string."""

    WHAT: ClassVar[str] = "saving decisions by text"

    def __init__(self, project: Project, names: Collection[str], earlier: ReviewQueue | None = None) -> None:
        """Open the files; skip those that cannot be read.

        Args:
            project: of the files.
            names: of the files.
            earlier: an earlier review; its decisions can be undone, unless the files have changed since.

        Raises:
            StorageError: the project cannot be read.
        """
        super().__init__(project, names, _has_questions, earlier.decisions if earlier else ())

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
        self._decide_on(questions, lambda session, left: session.reject_all(left))

    def _accept(self, questions: Sequence[Question], entity: str) -> None:
        unseen = sum(len(question.places) for question in questions) > 1
        self._decide_on(questions, lambda session, left: session.accept_all(left, entity, unseen=unseen))

    def _decide_on(
        self, questions: Sequence[Question], decide: Callable[[ReviewSession, list[Suggestion]], Event | None]
    ) -> None:
        asked: dict[str, list[Suggestion]] = defaultdict(list)
        for question in questions:
            for name, suggestions in question.suggestions.items():
                asked[name] += suggestions

        def decided(about: list[Suggestion], session: ReviewSession) -> Event | None:
            return decide(session, [suggestion for suggestion in about if suggestion in session.current.suggestions])

        self._decide(questions, {name: partial(decided, about) for name, about in asked.items()})


def _has_questions(opened: OpenFile) -> bool:
    return bool(opened.session.current.suggestions) or opened.session.has_unsaved
