"""brat standoff: a folder of `.txt` files, each with an `.ann` file of the same name.

    T1<TAB>City 17 22<TAB>Paris

Offsets are code points. brat cannot hold a line end in a span and writes the lines as fragments; fragments with nothing
but blanks between them are one span here. Others are reported, as is all that is no span.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from core.domain.project.jobs import FileFailure
from core.domain.text.spans import Span
from core.errors import RequestError
from core.formats.interface import UNSAID, About, Carries, ExchangedFile, Loss, Read
from core.formats.spans import checked_span, without_blanks
from core.formats.texts import read_text, text_bytes

_ENDING = ".ann"
_TEXT_ENDING = ".txt"

_SPAN = re.compile(r"(T\d+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)(?:\t(.*))?", re.DOTALL)

_KINDS = {"R": "relation", "E": "event", "A": "attribute", "M": "attribute", "N": "normalization", "#": "note"} | {
    "*": "equivalence"
}


class Brat:
    """Reads and writes folders; reads also one `.ann` file with its text."""

    name = "brat"
    carries: frozenset[Carries] = frozenset()
    file_ending = ""

    def recognises(self, path: Path) -> bool:
        """Whether it is an `.ann` file, or a folder with one somewhere."""
        return path.suffix == _ENDING if path.is_file() else next(path.rglob(f"*{_ENDING}"), None) is not None

    def read(self, path: Path) -> Iterator[Read]:
        """The texts that have an `.ann` file, called after their path in the folder."""
        folder = path if path.is_dir() else path.parent
        found = sorted(path.rglob(f"*{_ENDING}")) if path.is_dir() else [path]
        for ann in found:
            name = _text_of(ann).relative_to(folder).as_posix()
            try:
                yield _read(folder, name, ann)
            except (ValueError, OSError) as error:
                yield FileFailure(name, f"{ann.relative_to(folder)}: {error}.")

    def write(self, files: Iterable[ExchangedFile], path: Path, about: About = UNSAID) -> list[Loss]:
        """Writes two files for each text, and the configuration that names the entities.

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
        sections = "\n".join(("[entities]", *entities, "[relations]", "[events]", "[attributes]", ""))
        (path / "annotation.conf").write_text(sections, "utf-8")
        return losses


def _text_of(ann: Path) -> Path:
    """The text beside an `.ann` file, its ending in whatever case."""
    candidates = (ann.with_suffix(ending) for ending in (_TEXT_ENDING, _TEXT_ENDING.upper(), _TEXT_ENDING.title()))
    return next((path for path in candidates if path.exists()), ann.with_suffix(_TEXT_ENDING))


def _read(folder: Path, name: str, ann: Path) -> ExchangedFile:
    text = read_text(folder, name)
    if ann.is_symlink():
        raise ValueError("it is a link; put the file itself there")
    spans: list[Span] = []
    losses: list[Loss] = []
    for number, line in enumerate(ann.read_bytes().decode("utf-8").split("\n"), start=1):
        if not line.strip():
            continue
        if kind := _KINDS.get(line[0]):
            losses.append(Loss(kind, f"{name}, {line.split()[0]}"))
            continue
        try:
            span = _span(text, line.rstrip("\r"))
        except ValueError as error:
            raise ValueError(f"line {number}: {error}") from error
        if span is None:
            losses.append(Loss("discontinuous span", f"{name}, {line.split()[0]}"))
        else:
            spans.append(span)
    ordered = sorted(spans, key=lambda span: span.borders)
    return ExchangedFile(name, text, tuple(ordered), tagged=bool(spans), losses=tuple(losses))


def _span(text: str, line: str) -> Span | None:
    """The span of a line; None if it has gaps."""
    match = _SPAN.fullmatch(line)
    if match is None:
        raise ValueError(f"found {line[:60]!r}; expected 'T1<TAB>Entity start end<TAB>text'")
    _, entity, offsets, quoted = match.groups()
    fragments = [tuple(map(int, fragment.split())) for fragment in offsets.split(";")]
    for start, end in fragments:
        checked_span(text, start, end, entity)
    said = " ".join(text[start:end] for start, end in fragments)
    if quoted is not None and quoted.split() != said.split():
        raise ValueError(f"the text at {offsets} is {said[:50]!r}, not {quoted[:50]!r}")
    gaps = (text[end:start] for (_, end), (start, _) in pairwise(fragments))
    if any(gap.strip() or not gap for gap in gaps):
        return None
    return Span(fragments[0][0], fragments[-1][1], entity)


def _line(number: int, text: str, span: Span, name_of: Callable[[str], str]) -> str:
    fragments = _fragments(text, span)
    offsets = ";".join(f"{start} {end}" for start, end in fragments)
    quoted = " ".join(re.sub(r"\s", " ", text[start:end]) for start, end in fragments)
    return f"T{number}\t{name_of(span.entity)} {offsets}\t{quoted}\n"


def _fragments(text: str, span: Span) -> list[tuple[int, int]]:
    """The lines of a span; the whole, if it begins or ends with a line end, which fragments could not say."""
    lines = [match.span() for match in re.finditer(r"[^\r\n]+", text[span.start : span.end])]
    whole = [(span.start, span.end)]
    if not lines or (lines[0][0], lines[-1][1]) != (0, span.end - span.start):
        return whole
    return [(span.start + start, span.start + end) for start, end in lines]
