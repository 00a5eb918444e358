"""Suggestions that can be decided together, and what a person should know before doing so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.domain.finding.tagged_strings import TaggedStrings
from core.domain.tagging.tags import Suggestion
from core.domain.text.selection import Borders
from core.domain.text.spans import SpanSet
from core.domain.wording import counted

_SHOWN = 2
"""Odd ones that are named: more would not fit below a narrow text."""


@dataclass(frozen=True, slots=True)
class Bulk:
    """Suggestions of one file that are decided in one step.

    Attributes:
        label: which they are, in words.
        suggestions: in text order.
    """

    label: str
    suggestions: tuple[Suggestion, ...]

    @classmethod
    def of_file(cls, suggestions: Iterable[Suggestion]) -> Bulk:
        """All of a file."""
        return cls("in this file", tuple(suggestions))

    def lies_within(self, stretch: Borders) -> bool:
        """Whether all of them are in a stretch of the text: nobody need be told of what is in view."""
        start, end = stretch
        return all(start <= suggestion.start and suggestion.end <= end for suggestion in self.suggestions)

    def question(self, verb: str) -> str:
        """Asks before deciding."""
        return f"{verb} {counted(len(self.suggestions), 'suggestion')} {self.label}?"

    def warning(self, text: str, strings: TaggedStrings) -> str:
        """What to know before deciding: see `caution`."""
        return caution(((s.score, text[s.start : s.end], s.entity) for s in self.suggestions), strings)


def caution(decided: Iterable[tuple[float, str, str]], strings: TaggedStrings) -> str:
    """What to know before deciding on many: the lowest score, and which of them are odd.

    Args:
        decided: score, string and entity of each.
        strings: what is tagged in the project. A string that is tagged there, but never as this entity, is odd.
    """
    ordered = list(decided)
    score, string, _ = min(ordered, key=lambda each: each[0])
    known = {(string, entity): strings.entities(string) for _, string, entity in ordered}
    odd = [
        f"{string} ({entity} here, {' and '.join(tagged)} there)"
        for (string, entity), tagged in known.items()
        if tagged and not tagged[entity]
    ]
    told = f"The lowest score is {score:.0%}: {string}"
    if odd:
        told += f"; tagged otherwise in other places: {', '.join(odd[:_SHOWN])}"
        told += f" and {len(odd) - _SHOWN} more" if len(odd) > _SHOWN else ""
    return f"{told}."


def bulks(suggestions: SpanSet[Suggestion], focus: Suggestion | None, text: str, screen: Borders) -> list[Bulk]:
    """The ways of deciding many at once, the narrowest first; none that would decide nothing or the same as another.

    Args:
        suggestions: of the file.
        focus: the one that is looked at.
        text: of the file.
        screen: the stretch of text that is in view.
    """
    if not suggestions:
        return []
    found = [Bulk.of_file(suggestions)]  # what is all of the file is called so, whatever else it is
    if focus is not None:
        string = text[focus.start : focus.end]
        same = [s for s in suggestions if s.entity == focus.entity and text[s.start : s.end] == string]
        found.append(Bulk(f"that read {string!r}", tuple(same)))
    found.append(Bulk("on the screen", suggestions.overlapping(*screen)))
    if focus is not None:
        found.append(Bulk(f"of {focus.entity}", tuple(suggestions.of_entity(focus.entity))))
        found.append(Bulk(f"at {focus.score:.0%} and above", _from_score(suggestions, focus.score)))
    different: dict[tuple[Suggestion, ...], Bulk] = {}
    for bulk in found:
        different.setdefault(bulk.suggestions, bulk)
    different.pop((), None)
    return sorted(different.values(), key=lambda bulk: len(bulk.suggestions))


def _from_score(suggestions: Sequence[Suggestion], lowest: float) -> tuple[Suggestion, ...]:
    return tuple(suggestion for suggestion in suggestions if suggestion.score >= lowest)
