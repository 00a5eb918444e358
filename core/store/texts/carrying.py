"""Carry spans over to a text that is written differently but says the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

import msgspec

from core.domain.tagging.tagging import Tagging
from core.domain.tagging.tags import Suggestion, Tag
from core.domain.text.spans import Span, SpanSet
from core.domain.text.writing import carried_offsets, earlier_writing
from core.store.texts.finding import text_hash

T = TypeVar("T")
S = TypeVar("S", Span, Tag, Suggestion)


def carried_tagging(tagging: Tagging, old_hash: str, text: str) -> Tagging | None:
    """Return the spans of an earlier text in the present one; None if the texts do not say the same."""
    old = earlier_writing(text, lambda written: text_hash(written) == old_hash)
    if old is None or tagging.reaches_beyond(old):
        return None
    spans = [*tagging.tags, *tagging.suggestions, *tagging.rejected]
    to = carried_offsets(old, text, (offset for span in spans for offset in (span.start, span.end)))

    def carried(span: S) -> S:
        return replace(span, start=to[span.start], end=to[span.end])

    return Tagging(
        SpanSet(map(carried, tagging.tags)),
        SpanSet(map(carried, tagging.suggestions)),
        frozenset(map(carried, tagging.rejected)),
        tagging.set_aside,
    )


def carried_value(value: T, old_hash: str, text: str) -> T | None:
    """Return a value with the spans in it carried over; None if the texts do not say the same."""
    old = earlier_writing(text, lambda written: text_hash(written) == old_hash)
    if old is None:
        return None
    document = msgspec.to_builtins(value)
    offsets: list[int] = []
    _each_span(document, lambda span: offsets.extend((span["start"], span["end"])))
    if not all(0 <= offset <= len(old) for offset in offsets):
        return None
    to: Mapping[int, int] = carried_offsets(old, text, offsets)
    _each_span(document, lambda span: span.update(start=to[span["start"]], end=to[span["end"]]))
    return msgspec.convert(document, type(value))


def _each_span(document: object, act: Callable[[dict[str, Any]], object]) -> None:
    if isinstance(document, dict):
        if isinstance(document.get("start"), int) and isinstance(document.get("end"), int):
            act(document)
        for value in document.values():
            _each_span(value, act)
    elif isinstance(document, list | tuple):
        for value in document:
            _each_span(value, act)
