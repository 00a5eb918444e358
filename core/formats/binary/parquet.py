"""Token classification in Parquet files, as Hugging Face's data sets are stored.

The library `pyarrow` is an optional extra, and too heavy for the process that imports or exports: another one reads and
writes the files, see `core.formats.binary.parquet_program`.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

import msgspec

from core.domain.project.jobs import FileFailure
from core.errors import RequestError
from core.formats.binary.programs import running
from core.formats.interface import UNSAID, About, Carries, ExchangedFile, Loss, Read, Source
from core.formats.records.span_fields import is_span_list, mentions_in
from core.formats.records.texts import given_name, tagged_text
from core.formats.records.token_lists import text_of_tokens, token_rows

_ENDING = ".parquet"
_PROGRAM = "core.formats.binary.parquet_program"
_SPANS = ("spans", "entities", "label")


class Parquet:
    """Reads and writes `tokens` and `ner_tags` in Parquet files."""

    name = "parquet"
    expects = "Parquet files with columns 'tokens' and 'ner_tags'"
    carries = frozenset({Carries.CONFIRMED})
    file_ending = _ENDING
    endings = frozenset({_ENDING})

    def recognises(self, path: Path) -> bool:
        """Decide whether this is a Parquet file, or a folder of some."""
        if path.is_dir():
            return next(path.glob(f"*{_ENDING}"), None) is not None
        with path.open("rb") as stream:
            return stream.read(4) == b"PAR1"

    def read(self, path: Path) -> Iterator[Read]:
        """Yield the rows of a file, or of all files of a folder, as texts.

        Raises:
            RequestError: pyarrow is missing, or cannot read a file.
        """
        _require_library()
        files = sorted(path.glob(f"*{_ENDING}")) if path.is_dir() else [path]
        for file in files:
            source = Source(file.name, prefix=f"{file.stem}-")
            with running(_PROGRAM, "Parquet", ["read", str(file)], stdout=subprocess.PIPE) as process:
                assert process.stdout is not None
                for number, line in enumerate(process.stdout, start=1):
                    yield _text(line, number, source)

    def write(self, files: Iterable[ExchangedFile], path: Path, about: About = UNSAID) -> list[Loss]:
        """Write tagged texts to one file.

        Raises:
            RequestError: pyarrow is missing.
            WorkError: it cannot write the file.
        """
        _require_library()
        target = path / f"train{_ENDING}" if path.is_dir() else path
        losses: list[Loss] = []
        names = ["O", *(f"{prefix}-{entity}" for entity in about.entities for prefix in "BI")]
        with running(_PROGRAM, "Parquet", ["write", str(target)], stdin=subprocess.PIPE) as process:
            assert process.stdin is not None
            with process.stdin as stream:
                stream.write(msgspec.json.encode(names) + b"\n")
                for row in token_rows(files, losses):
                    stream.write(msgspec.json.encode(row) + b"\n")
        return losses


def _text(line: bytes, number: int, source: Source) -> Read:
    value = msgspec.json.decode(line)
    name = source.text_name(number)
    try:
        spans = next((value[field] for field in _SPANS if is_span_list(value.get(field))), None)
        if isinstance(value.get("text"), str) and spans is not None:
            return tagged_text(given_name(value) or name, value["text"], mentions_in(spans))
        return text_of_tokens(value, name, {})
    except ValueError as error:
        return FileFailure(name, f"{source.name}, row {number}: {error}.")


def _require_library() -> None:
    if find_spec("pyarrow") is None:
        raise RequestError("Parquet needs the library pyarrow; install it with: pip install 'autotag[parquet]'.")
