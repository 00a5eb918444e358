"""Group suggestions that can be decided together, and warn about those that look wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.domain.finding.tagged_strings import TaggedStrings
from core.domain.tagging.tags import Suggestion
from core.domain.text.selection import Borders
from core.domain.text.spans import SpanSet
from core.domain.wording import counted

_SHOWN = 2
"""Contradictions that are named: more would not fit below a narrow text."""


@dataclass(frozen=True, slots=True)
class Bulk:
    """Suggestions of one file that are decided in one step.

    Attributes:
        label: says in words which ones they are.
        suggestions: in text order.
    """

    label: str
    suggestions: tuple[Suggestion, ...]

    @classmethod
    def of_file(cls, suggestions: Iterable[Suggestion]) -> Bulk:
        """Group all suggestions of a file."""
        return cls("in this file", tuple(suggestions))

    @classmethod
    def from_score(cls, suggestions: Iterable[Suggestion], lowest: float) -> Bulk:
        """Group the suggestions of a file that have at least a score (0..1)."""
        return cls(f"at {lowest:.0%} and above", tuple(each for each in suggestions if each.score >= lowest))

    def lies_within(self, stretch: Borders) -> bool:
        """Return whether all of them are inside a stretch of the text."""
        start, end = stretch
        return all(start <= suggestion.start and suggestion.end <= end for suggestion in self.suggestions)

    def question(self, verb: str) -> str:
        """Return the question to ask before deciding."""
        return f"{verb} {counted(len(self.suggestions), 'suggestion')} {self.label}?"

    def warning(self, text: str, strings: TaggedStrings) -> str:
        """Return a warning to show before deciding; see `caution`."""
        return caution(((s.score, text[s.start : s.end], s.entity) for s in self.suggestions), strings)


def caution(decided: Iterable[tuple[float, str, str]], strings: TaggedStrings) -> str:
    """Return a warning to show before deciding on many: the lowest score, and strings tagged otherwise elsewhere.

    Args:
        decided: score, string and entity of each.
        strings: the tagged strings of the project.
    """
    ordered = list(decided)
    score, string, _ = min(ordered, key=lambda each: each[0])
    known = {(string, entity): strings.entities(string) for _, string, entity in ordered}
    contradicted = [
        f"{string} ({entity} here, {' and '.join(tagged)} there)"
        for (string, entity), tagged in known.items()
        if tagged and not tagged[entity]
    ]
    warning = f"The lowest score is {score:.0%}: {string}"
    if contradicted:
        warning += f"; tagged otherwise in other places: {', '.join(contradicted[:_SHOWN])}"
        warning += f" and {len(contradicted) - _SHOWN} more" if len(contradicted) > _SHOWN else ""
    return f"{warning}."


def bulks(suggestions: SpanSet[Suggestion], focus: Suggestion | None, text: str, screen: Borders) -> list[Bulk]:
    """Return the groups that can be decided at once, the smallest first; none is empty or equal to another.

    Args:
        suggestions: of the file.
        focus: the suggestion in focus.
        text: of the file.
        screen: borders of the text in view.
    """
    if not suggestions:
        return []
    found = [Bulk.of_file(suggestions)]  # first, so that a group equal to all of the file is called so
    if focus is not None:
        string = text[focus.start : focus.end]
        same = [s for s in suggestions if s.entity == focus.entity and text[s.start : s.end] == string]
        found.append(Bulk(f"that read {string!r}", tuple(same)))
    found.append(Bulk("on the screen", suggestions.overlapping(*screen)))
    if focus is not None:
        found.append(Bulk(f"of {focus.entity}", tuple(suggestions.of_entity(focus.entity))))
        found.append(Bulk.from_score(suggestions, focus.score))
    different: dict[tuple[Suggestion, ...], Bulk] = {}
    for bulk in found:
        different.setdefault(bulk.suggestions, bulk)
    different.pop((), None)
    return sorted(different.values(), key=lambda bulk: len(bulk.suggestions))
