"""Reviewing by text: one question for each distinct string, however many places of however many files it is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.domain.finding.places import Place
from core.domain.tagging.tags import Suggestion


class Order(StrEnum):
    """Which questions come first."""

    MANY = "most places first"
    EASY = "surest first"
    DOUBTFUL = "most doubtful first"
    TEXT = "by text"


@dataclass(frozen=True)
class Question:
    """Whether a string is an entity, wherever it is suggested as that.

    Attributes:
        text: the string.
        entity: what it is suggested as.
        places: where, with what surrounds it.
        suggestions: by file.
    """

    text: str
    entity: str
    places: tuple[Place, ...]
    suggestions: dict[str, tuple[Suggestion, ...]]

    @property
    def id(self) -> str:
        """Tells it from others."""
        return f"{self.entity}\n{self.text}"

    @property
    def scores(self) -> tuple[float, float]:
        """The lowest and the highest."""
        scores = [s.score for suggestions in self.suggestions.values() for s in suggestions]
        return min(scores), max(scores)

    @property
    def doubt(self) -> float:
        """How near the most doubtful place is to even chances: 0 is sure, 1/2 is open."""
        return max(min(s.score, 1 - s.score) for suggestions in self.suggestions.values() for s in suggestions)


def ask(found: Iterable[tuple[Place, Suggestion]], order: Order) -> list[Question]:
    """The questions that suggestions raise."""
    places: dict[tuple[str, str], list[Place]] = defaultdict(list)
    suggestions: dict[tuple[str, str], dict[str, list[Suggestion]]] = defaultdict(lambda: defaultdict(list))
    for place, suggestion in found:
        key = place.text, suggestion.entity
        places[key].append(place)
        suggestions[key][place.name].append(suggestion)
    questions = [
        Question(text, entity, tuple(places[text, entity]), {n: tuple(s) for n, s in by_file.items()})
        for (text, entity), by_file in suggestions.items()
    ]
    return sorted(questions, key=lambda question: (_rank(question, order), question.text, question.entity))


def bundles(questions: Sequence[Question], focus: Question) -> dict[str, list[Question]]:
    """Questions that can be answered together, by what they have in common; none twice, the broadest last.

    Args:
        questions: all that are open.
        focus: the one that is looked at.
    """
    lowest = focus.scores[0]
    of_entity = [question for question in questions if question.entity == focus.entity]
    found = {
        f"of {focus.entity}": of_entity,
        f"of {focus.entity} at {lowest:.0%} and above": [q for q in of_entity if q.scores[0] >= lowest],
        f"at {lowest:.0%} and above": [q for q in questions if q.scores[0] >= lowest],
        "that are left": list(questions),
    }
    different = {tuple(q.id for q in bundle): label for label, bundle in reversed(found.items())}
    return {label: found[label] for label in reversed(different.values())}


def _rank(question: Question, order: Order) -> float:
    if order is Order.MANY:
        return -len(question.places)
    if order is Order.EASY:
        return question.doubt
    return -question.doubt if order is Order.DOUBTFUL else 0.0
