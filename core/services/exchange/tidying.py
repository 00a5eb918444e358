"""Small corrections to what comes in: outer blanks of names, and blanks at the edges of spans."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from core.domain.text.spans import Span
from core.formats import ExchangedFile, Loss
from core.formats.placing import trimmed

S = TypeVar("S", bound=Span)

EDGE = "blank or line end at an edge of a span, trimmed"
NOTHING = "span of blanks alone"


def tidied(file: ExchangedFile, *, keep_blanks: bool) -> ExchangedFile:
    """Return a text whose entities have no outer blanks, and whose spans have none at their edges.

    A model that learns spans with blanks at their edges finds none of them, since tokens are not blank.

    Args:
        file: the text.
        keep_blanks: leave the spans as they are.
    """
    losses = list(file.losses)
    adjusted = list(file.adjusted)

    def tidy(spans: tuple[S, ...]) -> tuple[S, ...]:
        made = []
        for span in spans:
            start, end = span.borders if keep_blanks else trimmed(file.text, span.start, span.end)
            where = f"{file.name}, {span.entity} at {span.start}-{span.end}"
            if start == end:
                losses.append(Loss(NOTHING, where))
                continue
            if (start, end) != span.borders:
                adjusted.append(Loss(EDGE, where))
            entity = span.entity.strip()
            is_tidy = (start, end, entity) == (span.start, span.end, span.entity)
            made.append(span if is_tidy else replace(span, start=start, end=end, entity=entity))
        return tuple(made)

    spans, suggestions = tidy(file.spans), tidy(file.suggestions)
    return replace(file, spans=spans, suggestions=suggestions, losses=tuple(losses), adjusted=tuple(adjusted))
