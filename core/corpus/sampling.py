"""Draw records from a corpus of any size: memory holds the sample alone."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from random import Random

from core.corpus.records import Record, TaggedRecord
from core.domain.text.spans import doubt

Numbered = tuple[int, Record]


def random_records(records: Iterable[Numbered], count: int, seed: int) -> list[Record]:
    """Return records drawn with equal chances, in the order of the corpus."""
    random, kept = Random(seed), list[Numbered]()  # noqa: S311 - a sample, no secret
    for seen, numbered in enumerate(records):
        if seen < count:
            kept.append(numbered)
        elif (place := random.randrange(seen + 1)) < count:
            kept[place] = numbered
    return _in_order(kept)


def doubtful_records(tagged: Iterable[tuple[int, TaggedRecord]], count: int, seed: int) -> list[Record]:
    """Return the records that a model doubts the most, in the order of the corpus.

    Of records with the same text one is taken; of those that it doubts equally, some at random.
    """
    random, texts = Random(seed), set[str]()  # noqa: S311 - a sample, no secret
    kept: list[tuple[float, float, int, Record]] = []
    for number, found in tagged:
        if found.record.text in texts:
            continue
        entry = (doubt(found.spans), random.random(), number, found.record)
        if len(kept) < count:
            heapq.heappush(kept, entry)
        else:
            least = heapq.heappushpop(kept, entry)
            texts.discard(least[-1].text)
            if least is entry:
                continue
        texts.add(found.record.text)
    return _in_order((number, record) for _, _, number, record in kept)


def _in_order(numbered: Iterable[Numbered]) -> list[Record]:
    return [record for _, record in sorted(numbered, key=lambda pair: pair[0])]
