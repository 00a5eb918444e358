"""Features of a token made of the guesses that cover it."""

from __future__ import annotations

from collections.abc import Sequence

from core.domain.text.guesses import Guess
from core.learning.pipeline.tokenizer import TextTokens
from core.learning.vocabulary.guess_records import GuessRecords

_BUCKETS = 4
"""Parts into which the guesser's own scores are divided."""

_NONE = "O"


def add_guesses(
    rows: list[list[str]],
    tokens: TextTokens,
    guesses: Sequence[Guess],
    records: GuessRecords,
    own: GuessRecords | None,
) -> None:
    """Add the BIO label of the guess at a token and its neighbours, with its score, its match, and its record.

    Args:
        rows: features of each token so far.
        tokens: the text, or a window of it.
        guesses: of the whole text.
        records: how often each guessed string was right in the training files.
        own: the part of `records` that this very file contributed, if it is one of them.
    """
    labels = [_NONE] * len(rows)
    for guess in guesses:
        first, last = tokens.covering(*guess.borders)
        if first == len(rows) or tokens.borders[first][0] >= guess.end:
            continue  # outside this window, or nothing but white space
        entity = guess.entity
        labels[first:last] = [f"I-{entity}"] * (last - first)
        labels[first] = f"B-{entity}"
        string = tokens.text[guess.start : guess.end]
        sure = f"{entity}|{guess.match}|{min(int(guess.score * _BUCKETS), _BUCKETS - 1)}"
        record = f"{entity}|{records.verdict(string, entity, own):+d}"
        for row in rows[first:last]:
            row += [f"g={entity}", f"gs={sure}", f"gr={record}"]
        rows[last - 1].append(f"g=E-{entity}")
    around = ["<", *labels, ">"]
    for index, row in enumerate(rows):
        before, here, after = around[index : index + 3]
        row += [f"g={here}", f"g-1={before}", f"g+1={after}"]
