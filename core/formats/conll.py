"""Files of tokens in columns: CoNLL-2003, IOB2 and BIOES.

One token a line, its tag in the last column, a blank line after a sentence, `-DOCSTART-` before a text. They hold
tokens and not texts: what comes in is rebuilt with one blank between tokens and a line for each sentence. Reading
takes every scheme (IOB1, IOB2, BIOES, BILOU), writing is in one of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import BinaryIO

from core.domain.text.spans import Span
from core.errors import RequestError
from core.formats.interface import UNSAID, About, Carries, ExchangedFile, Loss
from core.formats.spans import without_blanks

START = "-DOCSTART-"

_START_LINE = f"{START} -X- O O"
"""To the letter as spaCy's converter looks for it, whatever the columns."""

SENTENCES = 10
"""Sentences to a text where no texts are marked, as in spaCy's own converter."""

_MARKS = "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u093a-\u094f\u200c\u200d\ufe0e\ufe0f"
_TOKEN = re.compile(rf"[\w{_MARKS}]+|\S[{_MARKS}]*")
_TAG = re.compile(r"O|[BIESLU]-\S+")
_LINE = re.compile(rf"{START}.*|[^ \t]+(?:[ \t]+\S+)*[ \t]+(?:O|[BIESLU]-\S+)")


class TokenColumns:
    """One of the formats.

    Args:
        name: of the format.
        ends_marked: whether the last token of a span, and the only one, are marked (BIOES).
        columns: what stands between the token and its tag.
        separator: between columns.
    """

    carries = frozenset({Carries.CONFIRMED})

    def __init__(self, name: str, *, ends_marked: bool = False, columns: str = "", separator: str = " ") -> None:
        self.name = name
        self._ends_marked = ends_marked
        self._between = f"{separator}{columns}{separator}" if columns else separator

    def recognises(self, start: bytes) -> bool:
        """Whether the first lines are tokens with tags."""
        lines = start.decode("utf-8", "replace").lstrip("\ufeff").split("\n")[:-1] or [start.decode("utf-8", "replace")]
        rows = [line.rstrip() for line in lines[:50] if line.strip()]
        return bool(rows) and all(map(_LINE.fullmatch, rows))

    def read(self, stream: BinaryIO, source: str, folder: Path | None = None) -> Iterator[ExchangedFile]:  # noqa: ARG002
        """The texts in a stream, called after it, with numbers.

        Raises:
            RequestError: a line is no token with a tag.
        """
        stem = PurePath(source).stem
        for number, sentences in enumerate(_texts(stream, source), start=1):
            text, spans = _rebuilt(sentences)
            yield ExchangedFile(f"{stem}-{number:05d}.txt", text, spans, tagged=True)

    def write(self, files: Iterable[ExchangedFile], stream: BinaryIO, about: About = UNSAID) -> list[Loss]:  # noqa: ARG002
        """Writes tokens; the columns between are filled with what stands for nothing."""
        losses: list[Loss] = []
        name_of = without_blanks(lambda old, new: losses.append(Loss("changed name of an entity", f"{old}: {new}")))
        for file in files:
            if not file.tagged:  # in these formats, a text without tags is one in which there is no entity
                losses.append(Loss("text that nobody has tagged", file.name))
                continue
            tokens = _cut(file.text, file.spans)
            stream.write(f"{_START_LINE}\n\n".encode())
            tags = self._tags(file, tokens, name_of, losses)
            pieces: list[str] = []
            for number, (start, end) in enumerate(tokens):
                stream.write(f"{file.text[start:end]}{self._between}{tags[number]}\n".encode())
                ends = number + 1 == len(tokens) or _ends_sentence(file, end, tokens[number + 1][0])
                if ends:
                    stream.write(b"\n")
                pieces += (file.text[start:end], "\n" if ends else " ")
            if "".join(pieces) != file.text:
                losses.append(Loss("text whose blanks are not kept", file.name))
        return losses

    def _tags(
        self,
        file: ExchangedFile,
        tokens: Sequence[tuple[int, int]],
        name_of: Callable[[str], str],
        losses: list[Loss],
    ) -> list[str]:
        tags = ["O"] * len(tokens)
        for span in file.spans:
            inside = [n for n, (start, end) in enumerate(tokens) if span.start <= start and end <= span.end]
            if not inside:
                losses.append(Loss("tag of blanks alone", f"{file.name}, {span.start}-{span.end}"))
                continue
            if (tokens[inside[0]][0], tokens[inside[-1]][1]) != span.borders:
                losses.append(Loss("blank at the border of a tag", f"{file.name}, {span.start}-{span.end}"))
            for n in inside:
                tags[n] = f"{self._prefix(n - inside[0], len(inside))}-{name_of(span.entity)}"
        return tags

    def _prefix(self, position: int, length: int) -> str:
        last = position == length - 1
        if self._ends_marked and last:
            return "S" if length == 1 else "E"
        return "B" if position == 0 else "I"


CONLL = TokenColumns("conll", columns="-X- O")
IOB2 = TokenColumns("iob2", separator="\t")
BIOES = TokenColumns("bioes", ends_marked=True, separator="\t")


@dataclass
class _Sentence:
    """Tokens and their tags."""

    words: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)


def _texts(stream: BinaryIO, source: str) -> Iterator[list[_Sentence]]:
    """Sentences, text by text."""
    sentences = [_Sentence()]
    marked = False
    for number, raw in enumerate(stream, start=1):
        line = _decoded(raw, source, number)
        columns = line.split()
        if not columns:
            if sentences[-1].words:
                if not marked and len(sentences) == SENTENCES:
                    yield sentences
                    sentences = []
                sentences.append(_Sentence())
        elif columns[0] == START:
            marked = True
            if sentences[0].words:
                yield _filled(sentences)
            sentences = [_Sentence()]
        else:
            if len(columns) < 2 or not _TAG.fullmatch(columns[-1]):
                raise RequestError(
                    f"{source}, line {number}: found {line[:60]!r}; expected a token and, in the last column, "
                    f"O or a tag such as B-City."
                )
            sentences[-1].words.append(columns[0])
            sentences[-1].tags.append(columns[-1])
    if sentences[0].words:
        yield _filled(sentences)


def _filled(sentences: list[_Sentence]) -> list[_Sentence]:
    return [sentence for sentence in sentences if sentence.words]


def _decoded(raw: bytes, source: str, number: int) -> str:
    try:
        line = raw.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise RequestError(f"{source}, line {number}: not UTF-8; convert it, for example with iconv.") from error
    return line.removeprefix("\ufeff") if number == 1 else line


def _rebuilt(sentences: Sequence[_Sentence]) -> tuple[str, tuple[Span, ...]]:
    """Text and spans of sentences."""
    parts: list[str] = []
    spans: list[Span] = []
    length = 0
    for sentence in sentences:
        open_: Span | None = None
        for number, (word, tag) in enumerate(zip(sentence.words, sentence.tags, strict=True)):
            start = length
            prefix, _, entity = tag.partition("-")
            if open_ is not None and prefix in ("I", "E", "L") and open_.entity == entity:
                open_ = Span(open_.start, start + len(word), entity)
                spans[-1] = open_
            elif entity:
                open_ = Span(start, start + len(word), entity)
                spans.append(open_)
            if prefix in ("O", "E", "L", "S", "U"):
                open_ = None
            parts += (word, "\n" if number + 1 == len(sentence.words) else " ")
            length += len(word) + 1
    return "".join(parts), tuple(spans)


def _cut(text: str, spans: Iterable[Span]) -> list[tuple[int, int]]:
    """Borders of tokens, such that no span begins or ends inside one."""
    wanted = iter(sorted({offset for span in spans for offset in span.borders}))
    border = next(wanted, len(text))
    tokens = []
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        while border < end:
            if border > start:
                tokens.append((start, border))
                start = border
            border = next(wanted, len(text))
        tokens.append((start, end))
    return tokens


def _ends_sentence(file: ExchangedFile, end: int, start: int) -> bool:
    """Whether a line ends between two tokens, outside every tag."""
    return "\n" in file.text[end:start] and not any(span.start < end and start < span.end for span in file.spans)
