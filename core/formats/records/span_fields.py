"""Spans in the shapes that JSON files of many tools share.

A span is a list ([0, 4, "Date"], also with the label first) or an object with a start, an end and a label under one of
a few usual names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from core.formats.interface import Loss
from core.formats.placing import Mention

STARTS = ("start", "start_offset", "startOffset", "begin", "start_char", "start_idx", "start_index", "startIndex")
ENDS = ("end", "end_offset", "endOffset", "stop", "end_char", "end_idx", "end_index", "endIndex")
LABELS = (
    *("label", "entity", "entity_type", "entity_group", "type", "tag", "category"),
    *("label_name", "tag_name", "displayName"),
)
QUOTES = ("text", "value", "word", "mention", "quote", "surface")

_ANNOTATIONS = frozenset(
    {
        *(
            "entities",
            "ents",
            "spans",
            "mentions",
            "annotations",
            "annotation",
            "ner",
            "ner_tags",
            "labels",
            "label",
            "tags",
            "tag",
        ),
        *(
            "result",
            "results",
            "output",
            "predictions",
            "relations",
            "links",
            "cats",
            "accept",
            "start",
            "end",
            "entity",
        ),
    }
)
"""Names under which annotations are found."""

_TOKENS = ("tokens", "sents", "sentences")
_DEEPEST = 4


def is_span(value: object) -> bool:
    """Decide whether a JSON value has the shape of a span."""
    if isinstance(value, dict):
        return _first(value, STARTS) is not None and _first(value, ENDS) is not None
    return isinstance(value, list) and len(value) >= 3 and sum(map(_is_offset, value[:3])) == 2


def is_span_list(value: object) -> bool:
    """Decide whether a JSON value is a list whose items all have the shape of a span; an empty list is one."""
    return isinstance(value, list) and all(map(is_span, value))


def mentions_in(values: Any) -> list[Mention]:
    """Read spans of any of the usual shapes.

    Raises:
        ValueError: this is no list, one has another shape, or its label is no name.
    """
    return [mention_in(value) for value in listed(values)]


def listed(values: Any) -> list[Any]:
    """Return a list, or an empty one for null.

    Raises:
        ValueError: the value is something else.
    """
    if values is None:
        return []
    if not isinstance(values, list):
        raise ValueError(f"found {str(values)[:60]} where a list is expected")
    return values


def mention_in(value: Any) -> Mention:
    """Read one span.

    Raises:
        ValueError: it has another shape, or its label is no name.
    """
    if isinstance(value, list):
        offsets = [each for each in value[:3] if _is_offset(each)]
        if len(offsets) == 2 and len(value) >= 3:
            label = next(each for each in value if not _is_offset(each))
            return Mention(offsets[0], offsets[1], label_name(label))
    elif isinstance(value, dict):
        start, end = _first(value, STARTS), _first(value, ENDS)
        if start is not None and end is not None:
            label = next((value[name] for name in LABELS if value.get(name) is not None), None)
            quote = next((value[name] for name in QUOTES if isinstance(value.get(name), str)), None)
            return Mention(start, end, label_name(label), None if quote == label else quote)
    raise ValueError(f"found {str(value)[:60]} where a span with a start, an end and a label is expected")


def unread_annotations(value: dict[str, Any], read: Collection[str], name: str) -> tuple[Loss, ...]:
    """Return a loss for each field that holds annotations, by its name or its content, and is not read.

    Args:
        value: the object of a text.
        read: the fields that are read.
        name: of the text.
    """
    kinds = []
    for field, held in value.items():
        if field in read or field in _TOKENS or held in (None, "", False) or held in ([], {}):
            continue
        if isinstance(held, list) and is_span_list(held):
            kinds.append(f"spans in the field {field!r}")
        elif field.lower() in _ANNOTATIONS or _holds_labelled_span(held):
            kinds.append(f"field {field!r}")
    return tuple(Loss(kind, name) for kind in kinds)


def _holds_labelled_span(held: object, depth: int = 0) -> bool:
    if depth > _DEEPEST or not isinstance(held, dict | list):
        return False
    if isinstance(held, dict) and is_span(held) and any(held.get(name) is not None for name in LABELS):
        return True
    return any(_holds_labelled_span(each, depth + 1) for each in (held.values() if isinstance(held, dict) else held))


def label_name(label: object) -> str:
    """Return the name of an entity.

    Raises:
        ValueError: it is none; a number stands for a name that is not in the file.
    """
    if isinstance(label, list) and len(label) == 1:
        label = label[0]
    if isinstance(label, str) and label.strip():
        return label
    if isinstance(label, int) and not isinstance(label, bool):
        raise ValueError(f"its label {label} is a number whose name is not in the file; export with names of labels")
    raise ValueError("a span has no label")


def _first(value: dict[str, Any], names: Iterable[str]) -> int | None:
    return next((value[name] for name in names if _is_offset(value.get(name))), None)


def _is_offset(value: object) -> bool:
    return type(value) is int  # a bool is an int too
