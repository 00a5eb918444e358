"""One JSON value a text: the loop that all formats of this package share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from core.domain.project.jobs import FileFailure
from core.formats.interface import ExchangedFile, Loss, Read, Source
from core.formats.placing import Mention, placed
from core.formats.records.sentences import json_complaint
from core.formats.records.values import Item, json_values


def read_texts(
    stream: BinaryIO,
    source: Source,
    make: Callable[[Any, str], Read | None],
    unwrap: Callable[[Any], list[Any] | None] = lambda _: None,
) -> Iterator[Read]:
    """Yield a text for each JSON value in a stream, and a failure for each value that cannot be read.

    Args:
        stream: the content.
        source: where it comes from.
        make: makes a text from a value and a default name; None to skip the value; a ValueError says what is wrong.
        unwrap: returns the list of values that a value holds, or None if it is one itself.

    Raises:
        RequestError: nothing after this point can be read.
    """
    for item in json_values(stream, source):
        if isinstance(item, FileFailure):
            yield item
            continue
        inner = unwrap(item.value)
        items = [item] if inner is None else [Item(n, f"item {n}", value) for n, value in enumerate(inner, start=1)]
        for each in items:
            if (made := made_of(each, source, make)) is not None:
                yield made


def made_of(item: Item, source: Source, make: Callable[[Any, str], Read | None]) -> Read | None:
    """Make a text from one value, or the failure that says why not."""
    name = source.text_name(item.number)
    try:
        return make(item.value, name)
    except (ValueError, RecursionError) as error:
        return FileFailure(given_name(item.value) or name, f"{source.name}, {item.place}: {json_complaint(error)}.")


def given_name(value: Any) -> str:
    """Return the name that a value gives its text in the fields that autotag writes, or an empty string."""
    if not isinstance(value, dict):
        return ""
    for holder in (value, value.get("meta"), value.get("metadata")):
        name = holder.get("name") if isinstance(holder, dict) else None
        if isinstance(name, str) and name:
            return name
    return ""


def tagged_text(
    name: str, text: str, mentions: list[Mention], losses: tuple[Loss, ...] = (), *, tagged: bool | None = None
) -> ExchangedFile:
    """Make a text with tags.

    Args:
        name: of the text.
        text: its characters.
        mentions: its spans, as the source writes them.
        losses: parts of the source that could not be read.
        tagged: whether a user has tagged it; None if only spans show that.

    Raises:
        ValueError: a mention does not fit the text.
    """
    spans, adjusted = placed(text, mentions, name)
    done = bool(spans) if tagged is None else tagged
    return ExchangedFile(name, text, tuple(spans), tagged=done, losses=losses, adjusted=adjusted)
