"""Read the mentions out of what a language model wrote, which is JSON if all goes well."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

MOST_MENTIONS = 1000
"""Mentions of one answer that are looked at; a model that repeats itself writes more."""

_LONGEST = 400_000
_THOUGHT = re.compile(r"<think>.*?(</think>|$)", re.DOTALL)
_TEXT_KEYS = ("text", "string", "span", "value", "name")
_ENTITY_KEYS = ("entity", "label", "type", "category")


@dataclass(frozen=True, slots=True)
class Mention:
    """A string that a model named as an entity.

    Attributes:
        text: the string, as written.
        entity: as written.
        start, end: its place in the answer of the model; both 0 if that is not known.
    """

    text: str
    entity: str
    start: int = 0
    end: int = 0


class NoJson(Exception):  # noqa: N818 - the model's fault, which the caller mends by asking again
    """The answer holds no JSON."""


def read_answer(content: str, entities: Collection[str]) -> list[Mention]:
    """Read the mentions of an answer; of a cut one, those that are whole.

    Raises:
        NoJson: it holds neither an object nor a list.
    """
    thoughtless = _THOUGHT.sub(lambda found: " " * len(found[0]), content)[:_LONGEST]
    seen = False
    mentions: list[Mention] = []
    for value in _values(thoughtless):
        seen = True
        mentions.extend(_mentions(value, {entity.casefold() for entity in entities}))
    if not seen:
        raise NoJson
    return _placed(dict.fromkeys(mentions), content)


def _values(content: str) -> Iterator[Any]:
    """Yield all JSON objects and lists in a text, the outermost that are whole."""
    decoder = json.JSONDecoder()
    at = 0
    while found := re.compile(r"[{\[]").search(content, at):
        try:
            value, at = decoder.raw_decode(content, found.start())
        except (ValueError, RecursionError):
            at = found.start() + 1
            continue
        yield value


def _mentions(value: Any, entities: Collection[str]) -> Iterator[Mention]:
    """Yield the mentions in one of the shapes that models use, with or without being asked to."""
    if isinstance(value, list):
        for each in value:
            yield from _mentions(each, entities)
    elif isinstance(value, dict):
        text = next((value[key] for key in _TEXT_KEYS if isinstance(value.get(key), str)), None)
        entity = next((value[key] for key in _ENTITY_KEYS if isinstance(value.get(key), str)), None)
        if text is not None and entity is not None:
            yield Mention(text, entity)
            return
        for key, each in value.items():
            if key.casefold() in entities:
                yield from (Mention(text, key) for text in ([each] if isinstance(each, str) else _strings(each)))
            elif isinstance(each, list | dict):
                yield from _mentions(each, entities)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            if isinstance(each, str):
                yield each
            elif isinstance(each, dict) and isinstance(each.get("text"), str):
                yield each["text"]


def _placed(mentions: dict[Mention, None], content: str) -> list[Mention]:
    """Return the mentions with their places in the answer, for the probabilities of their tokens."""
    placed = []
    at = 0
    for mention in list(mentions)[:MOST_MENTIONS]:
        for ascii_only in (False, True):
            written = json.dumps(mention.text, ensure_ascii=ascii_only)[1:-1]
            found = content.find(written, at) if written else -1
            if found >= 0:
                at = found + len(written)
                placed.append(Mention(mention.text, mention.entity, found, at))
                break
        else:
            placed.append(mention)
    return placed
