r"""WebAnno TSV 3, which INCEpTION reads and writes: a token a line with its offsets, and annotations in columns.

    #Text=Ann lives in Rome.
    1-1<TAB>0-3<TAB>Ann<TAB>*<TAB>Person

Offsets are UTF-16 code units. `Person[1]` marks the tokens of one span; `\[`, `\|` and `\_` stand for themselves.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from pathlib import Path

from core.domain.project.jobs import FileFailure
from core.domain.text.offsets import Utf16Offsets
from core.errors import RequestError
from core.formats.columns.tokens import covered, cut, ends_sentence
from core.formats.encodings import text_lines
from core.formats.interface import UNSAID, About, Carries, ExchangedFile, Loss, Read, Source
from core.formats.placing import checked_span

_HEAD = "#FORMAT=WebAnno TSV 3.2\n#T_SP=de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|identifier|value\n\n\n"

_ROW = re.compile(r"(\d+)-(\d+)(?:\.\d+)?\t(\d+)-(\d+)\t")
_LAYER = re.compile(r"#T_(SP|CH|RL)=(.+)")
_LABELS = ("value", "label", "entity", "category")
_NUMBERED = re.compile(r"(.*)\[(\d+)\]", re.DOTALL)
_ESCAPED = re.compile(r"\\(->|.)", re.DOTALL)
_OLD_FORMAT = re.compile(r"#FORMAT=WebAnno TSV 3\.[01]")
_UNICODE = re.compile(r"(\\\\)|\\u([0-9a-fA-F]{4})")
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "b": "\b"}
_CONTROL_NAMES = {held: name for name, held in _CONTROLS.items()}
_SPECIAL = re.compile(r"[\\\[\]|_;*\t\n\r\f\x08]|->")
_CONTROLS_ONLY = re.compile(r"[\\\t\n\r\f\x08]")
_WIDEST_GAP = 100_000
_MARK = b"#FORMAT=WebAnno TSV 3"
_MARK_LENGTH = 64


class WebAnno:
    """Reads and writes WebAnno TSV 3: a file for each text."""

    name = "webanno"
    expects = "files that begin with '#FORMAT=WebAnno TSV 3'"
    carries: frozenset[Carries] = frozenset()
    file_ending = ".tsv"
    endings = frozenset({".tsv"})

    def recognises(self, path: Path) -> bool:
        """Decide whether this is such a file, or a folder with one."""
        return any(True for _ in _files(path))

    def read(self, path: Path) -> Iterator[Read]:
        """Yield the texts of a file or folder, called after their files."""
        for file in _files(path):
            name = file.relative_to(path).as_posix() if path.is_dir() else file.name
            reading = _Reading(f"{name.removesuffix('.tsv')}.txt")
            number = 0
            try:
                with file.open("rb") as stream:
                    for raw in text_lines(stream, Source(name)):
                        number += 1
                        reading.line(raw.rstrip("\r\n"))
                yield reading.file()
            except (ValueError, RequestError) as error:
                said = str(error) if isinstance(error, RequestError) else f"{name}, line {number}: {error}."
                yield FileFailure(reading.name, said)

    def write(self, files: Iterable[ExchangedFile], path: Path, about: About = UNSAID) -> list[Loss]:  # noqa: ARG002
        """Write a file for each text into a folder, or the only text to one file.

        Raises:
            RequestError: several texts are to go into one file.
        """
        losses: list[Loss] = []
        for number, file in enumerate(files):
            if path.is_dir():
                target = path / f"{file.name.removesuffix('.txt')}.tsv"
                target.parent.mkdir(parents=True, exist_ok=True)
            elif number:
                raise RequestError("A .tsv file of this format holds one text; give the path of a folder.")
            else:
                target = path
            target.write_text(_HEAD + "".join(_written(file, losses)), "utf-8", newline="")
        return losses


def _files(path: Path) -> Iterator[Path]:
    found = sorted(path.rglob("*.tsv")) if path.is_dir() else [path]
    for file in found:
        if file.is_file() and not file.is_symlink():
            with file.open("rb") as stream:
                if stream.read(_MARK_LENGTH).removeprefix(BOM_UTF8).startswith(_MARK):
                    yield file


def _written(file: ExchangedFile, losses: list[Loss]) -> Iterator[str]:
    """Yield the sentences of a text, each with the lines of its tokens."""
    tokens = cut(file.text, file.spans)
    units = Utf16Offsets(file.text)
    labels = ["_\t_"] * len(tokens)
    for number, (first, last, span) in enumerate(covered(file, tokens, losses), start=1):
        mark = f"[{number}]" if last > first else ""
        for n in range(first, last + 1):
            labels[n] = f"*{mark}\t{_escaped(span.entity)}{mark}"
    begin = 0
    sentence = 0
    rebuilt = ""
    for n in range(len(tokens)):
        if n + 1 < len(tokens) and not ends_sentence(file, tokens[n][1], tokens[n + 1][0]):
            continue
        sentence += 1
        start, end = tokens[begin][0], tokens[n][1]
        rebuilt += _gap(start - len(rebuilt)) + file.text[start:end]
        yield f"#Text={_escaped(file.text[start:end], _CONTROLS_ONLY)}\n"
        for k in range(begin, n + 1):
            at = "-".join(str(units.to_utf16(offset)) for offset in tokens[k])
            yield f"{sentence}-{k - begin + 1}\t{at}\t{_escaped(file.text[slice(*tokens[k])])}\t{labels[k]}\t\n"
        yield "\n"
        begin = n + 1
    if rebuilt != file.text:
        losses.append(Loss("text whose blanks are not kept", file.name))


def _gap(length: int) -> str:
    """Return the separator of two sentences, which their texts do not say."""
    return "\n" if length == 1 else " " * length


def _escaped(text: str, special: re.Pattern[str] = _SPECIAL) -> str:
    return special.sub(lambda match: "\\" + _CONTROL_NAMES.get(match[0], match[0]), text)


class _Reading:
    """Gathers the sentences and annotations of a file."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._features: list[str] = []
        self._sentences: list[tuple[str, int | None]] = []
        self._sentence: list[str] = []
        self._begun: int | None = None
        self._tokens: list[tuple[int, int, list[str]]] = []
        self._other = 0
        self._unescape = _unescaped

    def line(self, line: str) -> None:
        """Take one line."""
        if _OLD_FORMAT.fullmatch(line):
            self._unescape = _unescaped_java
        elif match := _LAYER.fullmatch(line):
            kind, layer = match.groups()
            names = layer.split("|")[1:]
            is_entity = kind == "SP" and any(name in _LABELS for name in names)
            self._features += [name if is_entity and name in _LABELS else "" for name in names or [""]]
            self._features += [""] if kind == "RL" else []
        elif line.startswith("#Text="):
            if self._begun is not None:
                self._end_sentence()
            self._sentence.append(line[6:])  # a sentence of several lines has one such line for each
        elif match := _ROW.match(line):
            start, end = int(match[3]), int(match[4])
            self._begun = start if self._begun is None else self._begun
            self._tokens.append((start, end, line.split("\t")[3:]))
        elif not line:
            self._end_sentence()
        elif not line.startswith("#"):
            raise ValueError(f"found {line[:60]!r}; expected 'sentence-token<TAB>start-end<TAB>token'")

    def file(self) -> ExchangedFile:
        """Put the text together."""
        self._end_sentence()
        text = ""
        at = 0
        for sentence, start in self._sentences:
            gap = (start if start is not None else at) - at
            if not 0 <= gap < _WIDEST_GAP:
                raise ValueError(f"a sentence begins at {start}, which is not behind the one before it")
            text += _gap(gap) + sentence
            at = Utf16Offsets(text).to_utf16(len(text))
        units = Utf16Offsets(text)
        spans = []
        found, unlabelled = self._spans()
        for start, end, label in found:
            spans.append(checked_span(text, units.from_utf16(start), units.from_utf16(end), label))
        losses = [Loss("annotation without a label", self.name) for _ in range(unlabelled)]
        losses += [Loss("annotation of another layer", self.name) for _ in range(self._other)]
        ordered = tuple(sorted(spans, key=lambda span: span.borders))
        return ExchangedFile(self.name, text, ordered, tagged=bool(spans), losses=tuple(losses))

    def _end_sentence(self) -> None:
        if self._sentence:
            lines = [self._unescape(line) for line in self._sentence]
            self._sentences.append(("\n".join(lines), self._begun))
        self._sentence, self._begun = [], None

    def _spans(self) -> tuple[list[tuple[int, int, str]], int]:
        spans: list[tuple[int, int, str]] = []
        numbered: dict[tuple[int, str], int] = {}
        unlabelled = 0
        for start, end, cells in self._tokens:
            for column, cell in enumerate(cells[: len(self._features)]):
                if cell in ("", "_"):
                    continue
                if not self._features[column]:
                    self._other += cell != "*" and not cell.startswith("*[")
                    continue
                for value in re.split(r"(?<!\\)\|", cell):
                    match = _NUMBERED.fullmatch(value)
                    label = _unescaped(match[1] if match else value)
                    if value in ("", "_"):  # an annotation of a neighbour, not of this token
                        continue
                    if value.partition("[")[0] in ("*", "_"):
                        unlabelled += 1
                        continue
                    key = (column, match[2]) if match else None
                    if key is not None and key in numbered:
                        old = spans[numbered[key]]
                        spans[numbered[key]] = (old[0], end, old[2])
                        continue
                    if key is not None:
                        numbered[key] = len(spans)
                    spans.append((start, end, label))
        return spans, unlabelled


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: _CONTROLS.get(match[1], match[1]), text)


def _unescaped_java(text: str) -> str:
    """Undo the escapes of versions 3.0 and 3.1, which write what is not ASCII as UTF-16 code units."""
    characters = _UNICODE.sub(lambda match: match[1] or chr(int(match[2], 16)), text)
    return _unescaped(characters.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
