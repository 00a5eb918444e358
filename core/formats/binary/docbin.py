"""spaCy's DocBin: a `.spacy` file, or a folder with `train.spacy` and `dev.spacy`.

spaCy is too heavy for the process that imports or exports: another one reads and writes the files, see
`core.learning.pipeline.docbin`.
"""

from __future__ import annotations

import re
import subprocess
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO

import msgspec

from core.domain.models.splits import Dataset
from core.formats.binary.programs import running
from core.formats.interface import UNSAID, About, Carries, ExchangedFile, Loss, Read, Source
from core.formats.placing import checked_span, trimmed

_ENDING = ".spacy"
_FILES = {Dataset.TRAINING: f"train{_ENDING}", Dataset.TESTING: f"dev{_ENDING}"}
_TESTING = re.compile(r"(?<![a-z])(dev|test|valid\w*|eval\w*)(?![a-z])", re.IGNORECASE)
_MODULE = "core.learning.pipeline.docbin"


class _Row(msgspec.Struct):
    text: str
    spans: list[tuple[int, int, str]]
    name: str
    tagged: bool
    groups: int = 0
    file: str = ""


class DocBinFiles:
    """Reads and writes spaCy's training data."""

    name = "spacy"
    expects = "a .spacy file, or a folder with train.spacy and dev.spacy"
    carries = frozenset({Carries.CONFIRMED, Carries.DATASET})
    file_ending = _ENDING
    endings = frozenset({_ENDING})

    def recognises(self, path: Path) -> bool:
        """Decide whether this is a DocBin, or a folder of `.spacy` files."""
        if path.is_dir():
            return next(path.glob(f"*{_ENDING}"), None) is not None
        with path.open("rb") as stream:
            return _is_doc_bin(stream.read(1 << 16))

    def read(self, path: Path) -> Iterator[Read]:
        """Yield the documents; those of a folder's `dev.spacy` or `test.spacy` belong to the testing set.

        Raises:
            RequestError: spaCy cannot read a file.
        """
        files = sorted(path.glob(f"*{_ENDING}")) if path.is_dir() else [path]
        decoder = msgspec.json.Decoder(_Row)
        with running(_MODULE, "spaCy", ["read", *map(str, files)], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            for number, line in enumerate(process.stdout, start=1):
                yield _file(decoder.decode(line), number)

    def write(self, files: Iterable[ExchangedFile], path: Path, about: About = UNSAID) -> list[Loss]:
        """Write all to one file, or to a folder by the sets that the texts belong to.

        Raises:
            WorkError: spaCy cannot write them.
        """
        encoder = msgspec.json.Encoder()
        losses: list[Loss] = []
        with ExitStack() as stack:
            writers: dict[Path, IO[bytes]] = {}
            for file in files:
                target = path / _FILES[file.dataset] if path.is_dir() else path
                if target not in writers:
                    process = stack.enter_context(
                        running(_MODULE, "spaCy", ["write", about.language, str(target)], stdin=subprocess.PIPE)
                    )
                    assert process.stdin is not None
                    writers[target] = stack.enter_context(process.stdin)
                spans = _without_outer_blanks(file, losses)
                writers[target].write(encoder.encode(_Row(file.text, spans, file.name, file.tagged)) + b"\n")
        return losses


def _without_outer_blanks(file: ExchangedFile, losses: list[Loss]) -> list[tuple[int, int, str]]:
    """Return the tags without blanks at their borders, which spaCy takes for faults in the data."""
    spans = []
    for span in file.spans:
        start, end = trimmed(file.text, span.start, span.end)
        where = f"{file.name}, {span.start}-{span.end}"
        if start == end:
            losses.append(Loss("tag of blanks alone", where))
            continue
        if (start, end) != span.borders:
            losses.append(Loss("blank at the border of a tag", where))
        spans.append((start, end, span.entity))
    return spans


def _file(row: _Row, number: int) -> ExchangedFile:
    name = row.name or Source().text_name(number)
    return ExchangedFile(
        name,
        row.text,
        tuple(checked_span(row.text, *span) for span in row.spans),
        tagged=row.tagged,
        dataset=Dataset.TESTING if _TESTING.search(Path(row.file).name) else Dataset.TRAINING,
        losses=tuple(Loss("span of a span group", name) for _ in range(row.groups)),
    )


def _is_doc_bin(start: bytes) -> bool:
    try:
        return b"attrs" in zlib.decompressobj().decompress(start, 4096)
    except zlib.error:
        return False
