"""Binary features of each token, as strings, for the conditional random field."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from core.domain.text.guesses import Guess
from core.learning.crf.guess_features import add_guesses
from core.learning.crf.known_features import add_gazetteers, add_mentions, add_near_mentions, add_rarity
from core.learning.crf.model import Observed
from core.learning.pipeline.base import BaseReading
from core.learning.pipeline.tokenizer import TextTokens
from core.learning.vocabulary.guess_records import GuessRecords
from core.learning.vocabulary.knowledge import Knowledge
from core.learning.vocabulary.mentions import Mentions
from core.learning.vocabulary.word_shape import shape

NEAR = 2
"""Tokens on either side whose form and shape become features together with their distance."""

FAR = 8
"""Tokens on either side whose form becomes a feature of the wide set, whatever its distance."""

_SHORTEST_CUE = 3
_NAME_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+")

_PLACES = 10
"""Number of equal parts of a file that the feature "place in the file" tells apart."""


@dataclass(frozen=True, slots=True)
class FeatureSet:
    """A choice of features; cross-validation finds the one that suits a project.

    Attributes:
        wide: add distant words, the place in the file and on the line, and the words that begin the line. This helps
            in forms and contracts, which say the same things in the same places, and less in free text.
        vectors: add the vectors of the base, if there is one. They know more words, but overfit easily.
        guesses: add a guesser's guesses.
    """

    wide: bool
    vectors: bool = False
    guesses: bool = False


def featurize(
    tokens: TextTokens,
    features: FeatureSet,
    knowledge: Knowledge,
    own: Mentions | None = None,
    base: BaseReading | None = None,
    cues: Collection[str] = (),
    guesses: Sequence[Guess] | None = None,
    own_guesses: GuessRecords | None = None,
) -> Observed:
    """Return the features of every token.

    Args:
        tokens: the text.
        features: the features to include.
        knowledge: facts about words from the training files and the lists of names.
        own: mentions counted in this file, if it is a training file. They are subtracted, or the field would learn to
            rely on counts that an unseen file cannot have.
        base: output of the base for these tokens, if there is one.
        cues: see `cue_words`.
        guesses: of the text; None if unknown.
        own_guesses: guess records counted in this file, if it is a training file; subtracted likewise.
    """
    words = tokens.words
    rows = [list(_of_word(word)) for word in words]
    _add_neighbours(rows, words)
    _add_blanks(rows, tokens)
    add_gazetteers(rows, words, knowledge.gazetteers)
    add_mentions(rows, words, knowledge.mentions, own)
    add_near_mentions(rows, words, knowledge.mentions.near, own.near if own else None)
    if not (features.wide or features.vectors):  # both tell kinds of words apart better, where they suit
        add_rarity(rows, words, knowledge, training=own is not None)
    if base and base.labels:
        _add_base(rows, base.labels)
    if features.guesses and guesses is not None:
        add_guesses(rows, tokens, guesses, knowledge.guesses, own_guesses)
    if features.wide:
        _add_far_words(rows, words)
        _add_cues(rows, words, cues)
        _add_places(rows, tokens, words)
    # A mention inside another yields a feature twice; count it once.
    rows = [list(dict.fromkeys(row)) for row in rows]
    return Observed(rows, base.vectors if base and features.vectors else None)


def cue_words(entities: Iterable[str]) -> frozenset[str]:
    """Return the words of the entities' names, such as `lender` and `city` of `LenderCity`.

    Such a word in a text helps to tell similar entities apart.
    """
    words = (word.lower() for entity in entities for word in _NAME_PART.findall(entity))
    return frozenset(word for word in words if len(word) >= _SHORTEST_CUE)


@lru_cache(maxsize=50_000)
def _of_word(word: str) -> tuple[str, ...]:
    lower = word.lower()
    found = [f"w={lower}", f"s={shape(word)}", f"W={word}"]
    for length in (1, 2, 3, 4):
        if len(lower) > length:
            found += [f"p{length}={lower[:length]}", f"e{length}={lower[-length:]}"]
    if word.isdigit():
        found.append(f"n={len(word)}")
    if word.istitle():
        found.append("title")
    if word.isupper() and len(word) > 1:
        found.append("upper")
    return tuple(found)


@lru_cache(maxsize=50_000)
def _of_neighbour(word: str) -> tuple[str, str]:
    return word.lower(), shape(word)


def _add_neighbours(rows: list[list[str]], words: Sequence[str]) -> None:
    around = [("<", "<")] * NEAR + [_of_neighbour(word) for word in words] + [(">", ">")] * NEAR
    for index, row in enumerate(rows):
        here = index + NEAR
        for distance in range(1, NEAR + 1):
            before, after = around[here - distance], around[here + distance]
            row += [
                f"-{distance}w={before[0]}",
                f"-{distance}s={before[1]}",
                f"+{distance}w={after[0]}",
                f"+{distance}s={after[1]}",
            ]
        row += [
            f"-2-1w={around[here - 2][0]}|{around[here - 1][0]}",
            f"+1+2w={around[here + 1][0]}|{around[here + 2][0]}",
            f"-1 0s={around[here - 1][1]}|{around[here][1]}",
            f"0+1s={around[here][1]}|{around[here + 1][1]}",
        ]


def _add_blanks(rows: list[list[str]], tokens: TextTokens) -> None:
    """Add whether white space precedes and follows each token: both tell a whole number from a part of one."""
    borders = tokens.borders
    apart = [True, *(end < start for (_, end), (start, _) in pairwise(borders)), True]
    for index, row in enumerate(rows):
        row.append(f"blanks={apart[index]:d}{apart[index + 1]:d}")


def _add_base(rows: list[list[str]], labels: Sequence[str]) -> None:
    around = ["<", *labels, ">"]
    for index, row in enumerate(rows):
        before, here, after = around[index : index + 3]
        row += [
            f"base={here}",
            f"base={here.removeprefix('B-').removeprefix('I-')}",
            f"base-1={before}",
            f"base+1={after}",
        ]


def _add_far_words(rows: list[list[str]], words: Sequence[str]) -> None:
    lower = [word.lower() for word in words]
    telling = [word if any(map(str.isalnum, word)) else "" for word in lower]
    for index, row in enumerate(rows):
        row += [f"L={word}" for word in dict.fromkeys(telling[max(0, index - FAR) : index]) if word]
        row += [f"R={word}" for word in dict.fromkeys(telling[index + 1 : index + 1 + FAR]) if word]


def _add_cues(rows: list[list[str]], words: Sequence[str], cues: Collection[str]) -> None:
    """Add the last cue word before each token and the first one after it, at any distance."""
    if not cues:
        return
    lower = [word.lower() for word in words]
    after = ["none"] * len(rows)
    following = "none"
    for index in range(len(rows) - 1, -1, -1):
        after[index] = following
        if lower[index] in cues:
            following = lower[index]
    before = "none"
    for index, row in enumerate(rows):
        row += [f"cueL={before}", f"cueR={after[index]}", f"cues={before}|{after[index]}"]
        if lower[index] in cues:
            before = lower[index]


def _add_places(rows: list[list[str]], tokens: TextTokens, words: Sequence[str]) -> None:
    """Add each token's place in the file and on its line, and the first words of this line and the one before."""
    line_starts = _line_starts(tokens)
    count = max(1, tokens.before + len(rows) + tokens.after)
    for index, row in enumerate(rows):
        line = bisect_right(line_starts, index) - 1
        first = line_starts[line]
        row += [
            f"place={(tokens.before + index) * _PLACES // count}",
            f"column={min(index - first, 6)}",
            f"line={' '.join(words[first : first + 2]).lower()}",
        ]
        if line:
            above = line_starts[line - 1]
            row.append(f"above={' '.join(words[above : min(above + 2, first)]).lower()}")
        if tokens.before + index < FAR * 5:
            row.append(f"head={min(line, 9)}")


def _line_starts(tokens: TextTokens) -> list[int]:
    """Return the index of the first token of each line that has tokens."""
    starts = [0]
    end = tokens.borders[0][1] if tokens.borders else 0
    for index, (start, next_end) in enumerate(tokens.borders[1:], start=1):
        if "\n" in tokens.text[end:start]:
            starts.append(index)
        end = next_end
    return starts
