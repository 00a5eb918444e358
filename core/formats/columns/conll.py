"""Files of tokens in columns: CoNLL-2003, IOB2, BIOES, and what many tools make of them.

One token a line, a blank line after a sentence, `-DOCSTART-` before a text. Reading takes every scheme (IOB1, IOB2,
BIOES, BILOU, BMES, suffixes, names without a prefix, prefixes without a name), finds the columns by their content, and
passes over comments; writing is in one of the schemes.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath
from typing import BinaryIO

from core.domain.project.jobs import FileFailure
from core.errors import RequestError
from core.formats.columns.layout import START, Layout, find_layout
from core.formats.columns.tokens import (
    OUTSIDE,
    UNNAMED,
    Scheme,
    Sentence,
    cut,
    ends_sentence,
    rebuilt,
    tagged_tokens,
)
from core.formats.encodings import not_utf8
from core.formats.interface import UNSAID, About, Carries, ExchangedFile, Loss, Read, Source
from core.formats.placing import without_blanks
from core.formats.sample import Sample, sampled

_START_LINE = f"{START} -X- O O"
"""To the letter as spaCy's converter looks for it, whatever the columns."""

SENTENCES = 10
"""Sentences to a text where no texts are marked, as in spaCy's own converter."""

_NEW_TEXT = re.compile(r"#\s*newdoc\b")
_PART_OF_NUMBER = re.compile(r"\d+[-.]\d+")


class TokenColumns:
    """One of the formats.

    Args:
        name: of the format.
        ends_marked: whether the last token of a span, and the only one, are marked (BIOES).
        columns: the cells between the token and its tag.
        separator: between columns.
    """

    expects = "lines of a token and a tag (O or like B-City), in columns"
    carries = frozenset({Carries.CONFIRMED})

    def __init__(self, name: str, *, ends_marked: bool = False, columns: str = "", separator: str = " ") -> None:
        self.name = name
        self._ends_marked = ends_marked
        self._between = f"{separator}{columns}{separator}" if columns else separator

    def recognises(self, sample: Sample) -> bool:
        """Decide whether the first lines are tokens with tags."""
        if sample.is_json or sample.root or sample.text.startswith("#FORMAT="):
            return False
        try:
            return find_layout(sample.lines) is not None
        except RequestError:
            return True  # it is read with the columns that the user names

    def read(self, stream: BinaryIO, source: Source) -> Iterator[Read]:
        """Yield the texts in a stream, called after it, with numbers.

        Raises:
            RequestError: the columns cannot be found.
        """
        lines = sampled(stream).lines
        if not any(line.strip() and not line.startswith(START) for line in lines):
            return
        layout = find_layout(lines, source.token_column, source.tag_column)
        if layout is None:
            raise RequestError(
                f"{source.name} has no column of tags such as O or B-City; name it, if there is one (--tag-column)."
            )
        reading = _Reading(layout, source)
        for line_number, raw in enumerate(stream, start=1):
            if read := reading.line(line_number, raw):
                yield from read
        yield from reading.end_text()

    def write(self, files: Iterable[ExchangedFile], stream: BinaryIO, about: About = UNSAID) -> list[Loss]:  # noqa: ARG002
        """Write tokens; the columns between are filled with placeholders."""
        losses: list[Loss] = []
        name_of = without_blanks(lambda old, new: losses.append(Loss("changed name of an entity", f"{old}: {new}")))
        for file in files:
            if not file.tagged:  # in these formats, a text without tags is one that holds no entity
                losses.append(Loss("text that nobody has tagged", file.name))
                continue
            tokens = cut(file.text, file.spans)
            stream.write(f"{_START_LINE}\n\n".encode())
            tags = tagged_tokens(file, tokens, name_of, losses, ends_marked=self._ends_marked)
            pieces: list[str] = []
            for number, (start, end) in enumerate(tokens):
                stream.write(f"{file.text[start:end]}{self._between}{tags[number]}\n".encode())
                ends = number + 1 == len(tokens) or ends_sentence(file, end, tokens[number + 1][0])
                if ends:
                    stream.write(b"\n")
                pieces += (file.text[start:end], "\n" if ends else " ")
            if "".join(pieces) != file.text:
                losses.append(Loss("text whose blanks are not kept", file.name))
        return losses


CONLL = TokenColumns("conll", columns="-X- O")
IOB2 = TokenColumns("iob2", separator="\t")
BIOES = TokenColumns("bioes", ends_marked=True, separator="\t")


class _Reading:
    """Gathers tokens to sentences and sentences to texts."""

    def __init__(self, layout: Layout, source: Source) -> None:
        self._layout = layout
        self._source = source
        self._stem = PurePath(source.name).stem or "text"
        self._sentences = [Sentence()]
        self._sentence_name = ""
        self._marked = False
        self._has_header = bool(layout.header)
        self._number = 0
        self._fault = ""
        self._others = 0

    def line(self, number: int, raw: bytes) -> Sequence[Read]:
        """Take one line, and return the text that it ends, if any."""
        try:
            line = (raw.removeprefix(BOM_UTF8) if number == 1 else raw).decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError as error:
            return self._note(number, not_utf8(error))
        if "\r" in line:
            return self._note(number, "a carriage return is no line end; convert them, for example with tr '\\r' '\\n'")
        if not line.strip(" \t"):
            return self._end_sentence()
        if line[0] in "-#":  # a look at one character spares most lines three tests
            if line.startswith(START) or _NEW_TEXT.match(line):
                self._marked = True
                return self.end_text()
            if self._layout.is_comment(line):
                return ()
        return self._row(number, line)

    def end_text(self) -> Sequence[Read]:
        """Return the text gathered so far, or the reason why it cannot be read; nothing if there is none."""
        sentences = [sentence for sentence in self._sentences if sentence.words]
        fault, others = self._fault, self._others
        self._sentences, self._fault, self._others = [Sentence()], "", 0
        if not sentences and not fault:
            return ()
        self._number += 1
        name = f"{self._stem}-{self._number:05d}.txt"
        if fault:
            return (FileFailure(name, fault),)
        text, spans = rebuilt(sentences)
        losses = tuple(Loss("tag in another column", name) for _ in range(others))
        unnamed = spans if self._layout.scheme is Scheme.LETTERS else ()
        adjusted = tuple(Loss(f"entity without a name, called {UNNAMED!r}", name) for _ in unnamed)
        return (ExchangedFile(name, text, spans, tagged=True, losses=losses, adjusted=adjusted),)

    def _row(self, number: int, line: str) -> Sequence[Read]:
        layout = self._layout
        cells = layout.cells(line)
        if cells is None:
            return self._note(number, _no_row(line))
        if self._has_header and tuple(cell.strip() for cell in cells) == layout.header:
            self._has_header = False
            return ()
        if layout.number and _PART_OF_NUMBER.fullmatch(cells[0]):
            return ()  # a range of tokens in CoNLL-U, which are listed one by one too
        ended: Sequence[Read] = ()
        if layout.sentence is not None:
            name = cells[layout.sentence].strip()
            if name and name != self._sentence_name:
                self._sentence_name = name
                ended = self._end_sentence()
        tag = layout.tag_in(cells)
        if not tag:
            self._note(number, _no_row(line))
            return ended
        word = cells[layout.token].strip()
        for column in layout.other_tags:
            self._others += column < len(cells) and cells[column] not in (OUTSIDE, "_", "")
        if word:  # a token of blanks is what lies between two tokens
            self._sentences[-1].words.append(word)
            self._sentences[-1].tags.append(tag)
        return ended

    def _end_sentence(self) -> Sequence[Read]:
        if self._sentences[-1].words:
            if not self._marked and len(self._sentences) == SENTENCES:
                return self.end_text()
            self._sentences.append(Sentence())
        return ()

    def _note(self, number: int, reason: str) -> tuple[()]:
        self._fault = self._fault or f"{self._source.name}, line {number}: {reason}."
        return ()


def _no_row(line: str) -> str:
    return f"found {line[:60]!r}; expected a token and a tag (O or like B-City)"
