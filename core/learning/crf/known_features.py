"""Features of a token that come from outside its text: gazetteers, word counts and mentions in other files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from functools import lru_cache

from core.learning.vocabulary.gazetteers import Gazetteers
from core.learning.vocabulary.knowledge import Knowledge
from core.learning.vocabulary.mentions import Mentions, NearMentions, Usage
from core.learning.vocabulary.phrases import Tokens
from core.learning.vocabulary.word_shape import shape

_RARE = 2
"""Most other training files that may contain a rare word."""

_RUNS = re.compile(r"(.)\1+")


def add_gazetteers(rows: list[list[str]], words: Sequence[str], gazetteers: Gazetteers) -> None:
    """Add the gazetteers that contain each word or its neighbours."""
    held = [set[str](), *gazetteers.of(words), set[str]()]
    for index, row in enumerate(rows):
        before, here, after = held[index : index + 3]
        row += [f"l={kind}" for kind in sorted(here)]
        row += [f"l-1={kind}" for kind in sorted(before)]
        row += [f"l+1={kind}" for kind in sorted(after)]


def add_rarity(rows: list[list[str]], words: Sequence[str], knowledge: Knowledge, *, training: bool) -> None:
    """Add whether other files contain a word, and in lower case: a word never seen in lower case is likely a name."""
    plain_here = {word for word in words if word.islower()}
    kinds = ["<", *(_kind(word, plain_here, knowledge, training) for word in words), ">"]
    for index, row in enumerate(rows):
        before, here, after = kinds[index : index + 3]
        row += [f"r={here}", f"r-1={before}", f"r+1={after}"]


def _kind(word: str, plain_here: Collection[str], knowledge: Knowledge, training: bool) -> str:
    lower = word.lower()
    files = knowledge.files[lower] - training  # a training file was counted itself
    known = "new" if files <= 0 else "rare" if files <= _RARE else "known"
    if word == lower:
        return f"{_outline(word)} {known}"
    if lower in plain_here:
        return f"{_outline(word)} {known} plain here"
    return f"{_outline(word)} {known}{' plain elsewhere' if knowledge.plain[lower] else ''}"


@lru_cache(maxsize=50_000)
def _outline(word: str) -> str:
    return _RUNS.sub(r"\1", shape(word))


def add_mentions(rows: list[list[str]], words: Sequence[str], mentions: Mentions, own: Mentions | None) -> None:
    """Add the entities that other files tag a string as (case matters), and how often they do."""
    for first, last in mentions.find(words):
        for entity, level in _known(tuple(words[first:last]), mentions, own):
            rows[first].append(f"m=B{entity}{level}")
            for row in rows[first + 1 : last]:
                row.append(f"m=I{entity}{level}")
            rows[last - 1].append(f"m=E{entity}{level}")


def add_near_mentions(
    rows: list[list[str]], words: Sequence[str], mentions: NearMentions, own: NearMentions | None
) -> None:
    """Add strings that other files tag in another case, and words that occur in strings tagged there."""
    lower = [word.lower() for word in words]
    for first, last in mentions.find(lower):
        string = tuple(lower[first:last])
        for entity in _elsewhere(mentions.strings[string], own.strings.get(string) if own else None):
            rows[first].append(f"m~B={entity}")
            for row in rows[first + 1 : last]:
                row.append(f"m~I={entity}")
    for row, word in zip(rows, lower, strict=True):
        if tagged := mentions.words.get(word):
            row += [f"mw={entity}" for entity in _elsewhere(tagged, own.words.get(word) if own else None)]


def _elsewhere(tagged: Counter[str], mine: Counter[str] | None) -> list[str]:
    """Return the entities that are tagged in other files than this one."""
    return [entity for entity, count in tagged.items() if count > (mine[entity] if mine else 0)]


def _known(string: Tokens, mentions: Mentions, own: Mentions | None) -> list[tuple[str, str]]:
    """Return the entities that other files tag a string as, each with its share: "high", "some" or "low"."""
    usage = mentions.usages[string]
    mine = (own.look_up(string) if own else None) or Usage()
    occurrences = usage.tagged.total() + usage.untagged - mine.tagged.total() - mine.untagged
    known = []
    for entity, count in usage.tagged.items():
        others = count - mine.tagged[entity]
        if others > 0:
            share = others / occurrences
            known.append((entity, "high" if share > 0.8 else "some" if share > 0.4 else "low"))
    return known
