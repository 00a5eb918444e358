"""spaCy's DocBin: a `.spacy` file, or a folder with `train.spacy` and `dev.spacy`.

spaCy is too heavy for the process that imports or exports: another one reads and writes the files, see
`core.learning.pipeline.docbin`.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

import msgspec

from core.domain.models.splits import Dataset
from core.errors import RequestError, WorkError
from core.formats.interface import UNSAID, About, Carries, ExchangedFile, Loss, Read
from core.formats.lines import numbered_name
from core.formats.spans import checked_span
from core.programs import command_of

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
    carries = frozenset({Carries.CONFIRMED, Carries.DATASET})
    file_ending = _ENDING

    def recognises(self, path: Path) -> bool:
        """Whether it is a DocBin, or a folder of `.spacy` files."""
        if path.is_dir():
            return next(path.glob(f"*{_ENDING}"), None) is not None
        with path.open("rb") as stream:
            return _is_doc_bin(stream.read(1 << 16))

    def read(self, path: Path) -> Iterator[Read]:
        """The documents; of a folder, those of `dev.spacy` or `test.spacy` belong to the testing set.

        Raises:
            RequestError: spaCy cannot read a file.
        """
        files = sorted(path.glob(f"*{_ENDING}")) if path.is_dir() else [path]
        decoder = msgspec.json.Decoder(_Row)
        with _running(["read", *map(str, files)], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            for number, line in enumerate(process.stdout, start=1):
                yield _file(decoder.decode(line), number)

    def write(self, files: Iterable[ExchangedFile], path: Path, about: About = UNSAID) -> list[Loss]:
        """Writes all to one file, or to a folder by the sets that the texts belong to.

        Raises:
            WorkError: spaCy cannot write them.
        """
        encoder = msgspec.json.Encoder()
        with ExitStack() as running:
            writers: dict[Path, IO[bytes]] = {}
            for file in files:
                target = path / _FILES[file.dataset] if path.is_dir() else path
                if target not in writers:
                    process = running.enter_context(
                        _running(["write", about.language, str(target)], stdin=subprocess.PIPE)
                    )
                    assert process.stdin is not None
                    writers[target] = running.enter_context(process.stdin)
                spans = [(span.start, span.end, span.entity) for span in file.spans]
                writers[target].write(encoder.encode(_Row(file.text, spans, file.name, file.tagged)) + b"\n")
        return []


def _file(row: _Row, number: int) -> ExchangedFile:
    name = row.name or numbered_name(number)
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


@contextmanager
def _running(
    arguments: Sequence[str], *, stdin: int = subprocess.DEVNULL, stdout: int = subprocess.DEVNULL
) -> Iterator[subprocess.Popen[bytes]]:
    """The process that knows spaCy; when the block ends, it has done its work.

    Raises:
        RequestError: it could not read what it was given.
        WorkError: it ended otherwise.
    """
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603 - our own module
            command_of(_MODULE, *arguments), stdin=stdin, stdout=stdout, stderr=said
        )
        try:
            yield process
        except BrokenPipeError:
            pass  # it has ended, and says below why
        except BaseException:
            process.kill()
            raise
        finally:
            if process.stdout is not None:
                process.stdout.close()
            status = process.wait()
        said.seek(0)
        reason = said.read(2000).decode("utf-8", "replace").strip().splitlines()[-1:] or ["it said nothing"]
        if status:
            error = RequestError if arguments[0] == "read" else WorkError
            raise error(f"spaCy could not {arguments[0]} {arguments[-1]}: {reason[0]}.")
