"""A tokenizer so fine that the borders of tags fall between tokens.

spaCy's own rules keep `5%)` or `USD1,000` together where a user may tag a part. Here letters, numbers and
punctuation stand apart, and scripts written without blanks are split into characters. Where a tag still ends
inside a token, the token is remembered and split in that place wherever it occurs.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab

from core.domain.tagging.known import Known
from core.domain.text.spans import Span

# One character each: Han, Hiragana, Thai, Lao, Burmese and Khmer have no blanks, and names run into particles.
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f々〆〇"
SINGLE = f"{_HAN}\u3041-\u3096\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff"
_KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff\uff66-\uff9f"
_MARKS = "\u0300-\u036f\u3099\u309a\u200d\ufe0e\ufe0f\u093a-\u094f"
_TOKEN = re.compile(
    f"(?P<space>\\s+)"
    f"|[{SINGLE}][{_MARKS}]*"
    f"|(?:[{_KATAKANA}][{_MARKS}]*)+"
    f"|\\d+(?:[.,]\\d+)*"
    f"|(?:[^\\W\\d_{SINGLE}{_KATAKANA}][{_MARKS}]*)+"
    f"|.[{_MARKS}]*",
    re.DOTALL,
)

_BLANK_LINE = re.compile(r"(?>\r\n|\n|\r)[^\S\r\n]*(?>\r\n|\n|\r)")

TokenCuts = Mapping[str, list[int]]
"""For each token that tags cut, the offsets inside it at which to cut it wherever it occurs."""


def tokenize(text: str, cuts: TokenCuts) -> list[tuple[int, int]]:
    """Return the borders of the tokens of a text, without white space."""
    borders: list[tuple[int, int]] = []
    for match in _TOKEN.finditer(text):
        if match["space"] is not None:
            continue
        start, end = match.span()
        for offset in cuts.get(match[0], ()):
            borders.append((start, match.start() + offset))
            start = match.start() + offset
        borders.append((start, end))
    return borders


def needed_cuts(tagged: Iterable[tuple[str, Iterable[Span]]]) -> dict[str, list[int]]:
    """Return the tokens that tags cut, and where; with these cuts, every tag begins and ends between tokens."""
    cuts: dict[str, set[int]] = {}
    for text, spans in tagged:
        wanted = {offset for span in spans for offset in span.borders}
        if not wanted:
            continue
        for start, end in tokenize(text, {}):
            for offset in range(start + 1, end):
                if offset in wanted:
                    cuts.setdefault(text[start:end], set()).add(offset - start)
    return {token: sorted(offsets) for token, offsets in sorted(cuts.items())}


@dataclass(frozen=True)
class TextTokens:
    """A text as tokens, without white space.

    Attributes:
        text: the characters.
        borders: (start, end) of each token.
        before, after: tokens of the text before and after these, if they are but a window of it.
    """

    text: str
    borders: Sequence[tuple[int, int]]
    before: int = 0
    after: int = 0

    @classmethod
    def of(cls, text: str, cuts: TokenCuts) -> TextTokens:
        """Cut a text into tokens."""
        return cls(text, tokenize(text, cuts))

    @property
    def words(self) -> list[str]:
        """Return the tokens' strings."""
        return [self.text[start:end] for start, end in self.borders]

    def window(self, first: int, last: int) -> TextTokens:
        """Return the tokens from `first` up to, not including, `last`."""
        return TextTokens(self.text, self.borders[first:last], first, len(self.borders) - last)

    def covering(self, start: int, end: int) -> tuple[int, int]:
        """Return the first token that shares a character with a stretch, and the token after the last one."""
        first = bisect_right(self.borders, start, key=lambda borders: borders[1])
        last = bisect_left(self.borders, end, key=lambda borders: borders[0])
        return first, max(last, first + 1)

    def after_blank_lines(self) -> list[int]:
        """Return the numbers of the tokens that follow a blank line, in order."""
        numbers = range(1, len(self.borders))
        gaps = (self.text[self.borders[number - 1][1] : self.borders[number][0]] for number in numbers)
        return [number for number, gap in zip(numbers, gaps, strict=True) if _BLANK_LINE.search(gap)]

    def runs(self, known: Known) -> list[tuple[int, int]]:
        """Return the runs of tokens in the known parts of the text, as (first token, token after the last)."""
        if known.stretches is None:
            return [(0, len(self.borders))]
        starts, ends = [start for start, _ in self.borders], [end for _, end in self.borders]
        found = ((bisect_left(starts, start), bisect_right(ends, end)) for start, end in known.stretches)
        return [(first, last) for first, last in found if first < last]

    def numbered(self, spans: Iterable[Span]) -> list[tuple[int, int, str]]:
        """Return spans as (first token, token after the last, entity), without white space at their borders."""
        starts = [start for start, _ in self.borders]
        ends = [end for _, end in self.borders]
        found = []
        for span in spans:
            first, last = bisect_left(starts, span.start), bisect_right(ends, span.end)
            if first < last:
                found.append((first, last, span.entity))
        return found


class FineTokenizer:
    """Make a spaCy `Doc` of a text; `doc.text` equals the text exactly.

    Args:
        vocab: of the pipeline.
        cuts: see `needed_cuts`.
    """

    def __init__(self, vocab: Vocab, cuts: TokenCuts) -> None:
        self.vocab = vocab
        self.cuts = cuts

    def __call__(self, text: str) -> Doc:
        """Return the document of a text."""
        words: list[str] = []
        spaces: list[bool] = []
        position = 0
        for start, end in tokenize(text, self.cuts):
            _add_blanks(text[position:start], words, spaces)
            words.append(text[start:end])
            spaces.append(False)
            position = end
        _add_blanks(text[position:], words, spaces)
        return Doc(self.vocab, words=words, spaces=spaces)

    def pipe(self, texts: Iterable[str]) -> Iterable[Doc]:
        """Return a document for each text."""
        return map(self, texts)

    # The cuts are in the pipeline's configuration; there is nothing else to keep. spaCy asks all the same.

    def to_bytes(self, **_: Any) -> bytes:
        """Keep nothing: the cuts are in the pipeline's configuration."""
        return b""

    def from_bytes(self, _data: bytes, **_: Any) -> FineTokenizer:
        """Return this tokenizer as it is."""
        return self

    def to_disk(self, _path: Path, **_: Any) -> None:
        """Keep nothing: the cuts are in the pipeline's configuration."""

    def from_disk(self, _path: Path, **_: Any) -> FineTokenizer:
        """Return this tokenizer as it is."""
        return self


@registry.tokenizers("autotag.FineTokenizer.v1")  # type: ignore[untyped-decorator]  # spaCy does not type it
def create_tokenizer(splits: list[list[Any]]) -> Any:
    """Create the tokenizer from a pipeline's configuration, which cannot hold tokens as keys."""

    def create(nlp: Language) -> FineTokenizer:
        return FineTokenizer(nlp.vocab, dict(splits))

    return create


def _add_blanks(blanks: str, words: list[str], spaces: list[bool]) -> None:
    """Attach one space to the token before, as spaCy does, and make a token of any other white space."""
    if blanks.startswith(" ") and words and not spaces[-1]:
        spaces[-1] = True
        blanks = blanks[1:]
    if blanks:
        words.append(blanks)
        spaces.append(False)
