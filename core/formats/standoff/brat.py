"""brat standoff: a folder of `.txt` files, each with an `.ann` file (or `.a1` and `.a2`) of the same name.

    T1<TAB>City 17 22<TAB>Paris

Offsets are code points, unless the quoted texts prove another unit. brat cannot hold a line end in a span and writes
the lines as fragments; fragments with nothing but blanks between them are one span here.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from core.domain.project.jobs import FileFailure
from core.domain.text.spans import Span
from core.errors import RequestError
from core.formats.encodings import not_utf8
from core.formats.interface import UNSAID, About, Carries, ExchangedFile, Loss, Read
from core.formats.placing import Mention, placed, without_blanks
from core.formats.standoff.texts import read_text, text_bytes

_ENDING = ".ann"
_ENDINGS = (_ENDING, ".a1", ".a2")
_TEXT_ENDING = ".txt"

_SPAN = re.compile(r"(T\d+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)(?:\t(.*))?", re.DOTALL)

_KINDS = {"R": "relation", "E": "event", "A": "attribute", "M": "attribute", "N": "normalization", "#": "note"} | {
    "*": "equivalence"
}

_LINE_ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
"""Characters at which brat's parser ends a line."""


class Brat:
    """Reads and writes folders; reads also one `.ann` file with its text."""

    name = "brat"
    expects = "a folder of .txt files with .ann files, or with .a1 files"
    carries: frozenset[Carries] = frozenset()
    file_ending = ""
    endings = frozenset({*_ENDINGS, _TEXT_ENDING, ".conf"})

    def recognises(self, path: Path) -> bool:
        """Decide whether this is an `.ann` or `.a1` file, or a folder with one somewhere."""
        return path.suffix in _ENDINGS if path.is_file() else bool(_annotations(path))

    def read(self, path: Path) -> Iterator[Read]:
        """Yield the texts, called after their path in the folder; those without annotations are untagged."""
        folder = path if path.is_dir() else path.parent
        if path.is_dir():
            stems = {ann.with_suffix("") for ann in _annotations(path)}
            texts = {text.with_suffix("") for text in _files(path, _TEXT_ENDING)}
        else:
            stems, texts = {path.with_suffix("")}, set()
        for stem in sorted(stems | texts):
            name = _text_of(stem).relative_to(folder).as_posix()
            found = [ann for ending in _ENDINGS if _exists(ann := Path(f"{stem}{ending}"))]
            try:
                yield _read(folder, name, found)
            except (ValueError, OSError) as error:
                yield FileFailure(name, f"{error}.")

    def write(self, files: Iterable[ExchangedFile], path: Path, about: About = UNSAID) -> list[Loss]:
        """Write two files for each text, and the configuration that names the entities.

        Raises:
            RequestError: two entities would have the same name in this format.
        """
        losses: list[Loss] = []
        name_of = without_blanks(lambda old, new: losses.append(Loss("changed name of an entity", f"{old}: {new}")))
        entities = [name_of(entity) for entity in about.entities]
        for file in files:
            text = path / file.name
            text.parent.mkdir(parents=True, exist_ok=True)
            ann = text.with_suffix(_ENDING)
            if ann.exists():  # `a.txt` and `a.TXT`
                raise RequestError(f"Two texts would have the annotations {ann.name!r}; rename one of them.")
            text.write_bytes(text_bytes(file.text))
            lines = (_line(number, file.text, span, name_of) for number, span in enumerate(file.spans, start=1))
            ann.write_text("".join(lines), "utf-8", newline="")
            edges = [s for s in file.spans if file.text[s.start] in _LINE_ENDS or file.text[s.end - 1] in _LINE_ENDS]
            losses += [Loss("line end at the border of a tag", f"{file.name}, {s.start}-{s.end}") for s in edges]
        sections = "\n".join(("[entities]", *entities, "[relations]", "[events]", "[attributes]", ""))
        (path / "annotation.conf").write_text(sections, "utf-8")
        return losses


def _annotations(folder: Path) -> list[Path]:
    return [path for ending in _ENDINGS[:2] for path in _files(folder, ending)]


def _files(folder: Path, ending: str) -> Iterator[Path]:
    """Yield the files of a folder with an ending in whatever case; hidden ones are left out."""
    for path in folder.rglob("*"):
        inside = path.relative_to(folder).parts
        if path.suffix.lower() == ending and not any(part.startswith(".") for part in inside) and _exists(path):
            yield path


def _exists(path: Path) -> bool:
    return path.is_symlink() or path.is_file()


def _text_of(stem: Path) -> Path:
    """Return the text of annotations, its ending in whatever case."""
    candidates = [Path(f"{stem}{ending}") for ending in (_TEXT_ENDING, _TEXT_ENDING.upper(), _TEXT_ENDING.title())]
    return next((path for path in candidates if path.exists()), candidates[0])


def _read(folder: Path, name: str, annotations: list[Path]) -> ExchangedFile:
    text = read_text(folder, name)
    pieces: list[_Piece] = []
    losses: list[Loss] = []
    for ann in annotations:
        if ann.is_symlink():
            raise ValueError("it is a link; put the file itself there")
        for number, line in enumerate(_decoded(ann.read_bytes()).split("\n"), start=1):
            if not line.strip():
                continue
            if kind := _KINDS.get(line[0]):
                losses.append(Loss(kind, f"{name}, {line.split()[0]}"))
                continue
            pieces.append(_Piece(line.rstrip("\r"), f"{ann.name}, line {number}"))
    adjusted = () if annotations else (Loss("text without annotations, imported as untagged", name),)
    spans, moved = _spans(text, name, pieces, losses)
    ordered = tuple(sorted(spans, key=lambda span: span.borders))
    return ExchangedFile(name, text, ordered, tagged=bool(spans), losses=tuple(losses), adjusted=(*adjusted, *moved))


class _Piece:
    """One text-bound annotation.

    Raises:
        ValueError: the line is none.
    """

    def __init__(self, line: str, place: str) -> None:
        match = _SPAN.fullmatch(line)
        if match is None:
            raise ValueError(f"{place}: found {line[:60]!r}; expected 'T1<TAB>Entity start end<TAB>text'")
        self.place = place
        self.id, self.entity, self.offsets, self.quote = match.groups()
        self.fragments = [tuple(map(int, fragment.split())) for fragment in self.offsets.split(";")]


def _spans(text: str, name: str, pieces: list[_Piece], losses: list[Loss]) -> tuple[list[Span], tuple[Loss, ...]]:
    """Place annotations of one fragment by their quotes, and those of several by their offsets."""
    single = [piece for piece in pieces if len(piece.fragments) == 1]
    try:
        spans, moved = placed(text, [_mention(piece) for piece in single], name)
    except ValueError:
        for piece in single:
            with _naming_line(piece):
                placed(text, [_mention(piece)], name)
        raise
    for piece in pieces:
        if len(piece.fragments) > 1:
            with _naming_line(piece):
                span = _joined(text, piece)
            if span is None:
                losses.append(Loss("discontinuous span", f"{name}, {piece.id}"))
            else:
                spans.append(span)
    return spans, moved


@contextmanager
def _naming_line(piece: _Piece) -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        raise ValueError(f"{piece.place}: {error}") from error


def _mention(piece: _Piece) -> Mention:
    (start, end), *_ = piece.fragments
    return Mention(start, end, piece.entity, piece.quote)


def _joined(text: str, piece: _Piece) -> Span | None:
    """Return the span of several fragments; None if there is more than blanks between them."""
    said = " ".join(text[start:end] for start, end in piece.fragments)
    if any(not 0 <= start < end <= len(text) for start, end in piece.fragments):
        raise ValueError(f"the span {piece.offsets} goes beyond the text's {len(text)} characters")
    if piece.quote is not None and piece.quote.split() != said.split():
        raise ValueError(f"the text at {piece.offsets} is {said[:50]!r}, not {piece.quote[:50]!r}")
    gaps = (text[end:start] for (_, end), (start, _) in pairwise(piece.fragments))
    if any(gap.strip() or not gap for gap in gaps):
        return None
    return Span(piece.fragments[0][0], piece.fragments[-1][1], piece.entity)


def _decoded(raw: bytes) -> str:
    try:
        return raw.removeprefix(BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(not_utf8(error)) from error


def _line(number: int, text: str, span: Span, name_of: Callable[[str], str]) -> str:
    fragments = _fragments(text, span)
    offsets = ";".join(f"{start} {end}" for start, end in fragments)
    quoted = " ".join(re.sub(f"[{_LINE_ENDS}]", " ", text[start:end]) for start, end in fragments)
    return f"T{number}\t{name_of(span.entity)} {offsets}\t{quoted}\n"


def _fragments(text: str, span: Span) -> list[tuple[int, int]]:
    """Return the lines of a span; the whole, if it begins or ends with a line end, which fragments cannot say."""
    lines = [match.span() for match in re.finditer(f"[^{_LINE_ENDS}]+", text[span.start : span.end])]
    whole = [(span.start, span.end)]
    if not lines or (lines[0][0], lines[-1][1]) != (0, span.end - span.start):
        return whole
    return [(span.start + start, span.start + end) for start, end in lines]
