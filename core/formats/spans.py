"""Spans as other programs write them: checked, and brought to ours."""

from __future__ import annotations

from collections.abc import Callable

from core.domain.text.spans import Span
from core.errors import RequestError


def checked_span(text: str, start: int, end: int, entity: str) -> Span:
    """A span of the text.

    Raises:
        ValueError: it is empty, or leads out of the text.
    """
    if end > len(text):
        raise ValueError(f"the span {start}-{end} goes beyond the text's {len(text)} characters")
    return Span(start, end, entity)


def checked_score(score: float) -> float:
    """A score.

    Raises:
        ValueError: it is no probability.
    """
    if not 0 <= score <= 1:
        raise ValueError(f"a score is a number from 0 to 1, not {score:g}")
    return score


def without_blanks(changed: Callable[[str, str], None]) -> Callable[[str], str]:
    """Gives names of entities to formats in which a blank ends a name: blanks become `_`.

    Args:
        changed: told the old and the new name, once for each name that had to be changed.
    """
    given: dict[str, str] = {}

    def name_of(entity: str) -> str:
        if entity not in given:
            name = "_".join(entity.split())
            if other := next((old for old, new in given.items() if new == name), ""):
                raise RequestError(
                    f"The entities {other!r} and {entity!r} would both be called {name!r} in this format; rename one."
                )
            given[entity] = name
            if name != entity:
                changed(entity, name)
        return given[entity]

    return name_of
