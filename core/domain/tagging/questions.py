"""Review by text: one question for each distinct string, in however many places and files it is suggested."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.domain.finding.places import Place
from core.domain.tagging.tags import Suggestion


class Order(StrEnum):
    """The order of questions."""

    MANY = "most places first"
    EASY = "surest first"
    DOUBTFUL = "most doubtful first"
    TEXT = "by text"


@dataclass(frozen=True)
class Question:
    """Asks whether a string is an entity wherever it is suggested as one.

    Attributes:
        text: the string.
        entity: the entity suggested.
        places: where the string is suggested, with its context.
        suggestions: by file.
    """

    text: str
    entity: str
    places: tuple[Place, ...]
    suggestions: dict[str, tuple[Suggestion, ...]]

    @property
    def id(self) -> str:
        """Unique among the questions of a review."""
        return f"{self.entity}\n{self.text}"

    @property
    def scores(self) -> tuple[float, float]:
        """The lowest and the highest score."""
        scores = [s.score for suggestions in self.suggestions.values() for s in suggestions]
        return min(scores), max(scores)

    @property
    def doubt(self) -> float:
        """How near the most doubtful suggestion is to even odds: from 0 for a sure one to 1/2."""
        return max(min(s.score, 1 - s.score) for suggestions in self.suggestions.values() for s in suggestions)


def ask(found: Iterable[tuple[Place, Suggestion]], order: Order) -> list[Question]:
    """Group suggestions into questions."""
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
    """Return groups of questions that can be answered together, by label, the broadest last; no two are equal.

    Args:
        questions: all open questions.
        focus: the question in focus.
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
