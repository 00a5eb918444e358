"""The output of a run, in parts that are whole or absent: a killed run goes on at the first one that is missing.

While a run works, its parts lie in a folder with `run.json`, which says what was asked for and how far it is. Parts are
cut by the number of records read, so that they do not depend on when a run was killed. At the end they are joined to
the file that was asked for, or stay as they are where parts were asked for.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, cast

from core.corpus.inputs import optional_library
from core.corpus.records import RefusedRecord, TaggedRecord
from core.corpus.target import Target
from core.corpus.writing import joins, open_writer
from core.errors import RequestError
from core.store.disk.atomic import flush_folder, flush_to_disk, printable, storage_errors, write_atomically

_RUN = "run.json"
_KEPT_REASONS = 1000
_BATCH = 256


@dataclass
class Progress:
    """How far a run is: the whole parts only.

    Attributes:
        parts: number of parts written.
        tagged: number of records written.
        spans: number of spans written.
        refused: number of records that could not be read.
        reasons: the place and reason of the first refused ones.
        is_done: whether the last part is written.
        joined_bytes: size of the joined file, noted before it takes its place; None before.
    """

    parts: int = 0
    tagged: int = 0
    spans: int = 0
    refused: int = 0
    reasons: list[tuple[str, str]] = field(default_factory=list)
    is_done: bool = False
    joined_bytes: int | None = None

    def refuse(self, record: RefusedRecord) -> None:
        """Count a record that could not be read."""
        self.refused += 1
        if len(self.reasons) < _KEPT_REASONS:
            self.reasons.append((record.place, record.reason))


class PartedOutput:
    """Parts of one run in a folder.

    Args:
        target: the file to write, or the folder of parts, which is on this machine.
        ending: how to write, from `ending_of`.
        about: columns that are the same in every row.
        asked: the request, to recognise the same run again.
        keeps_parts: whether the parts are the output.
        with_text: write texts too.

    Raises:
        RequestError: the target exists already, or parts of another run lie there.
    """

    def __init__(
        self,
        target: Target,
        ending: str,
        about: Mapping[str, str],
        asked: Mapping[str, Any],
        *,
        keeps_parts: bool,
        with_text: bool,
    ) -> None:
        self._target = target
        self._ending = ending
        self._about = about
        self._asked = dict(asked)
        self._keeps_parts = keeps_parts
        self._with_text = with_text
        place = target.beside
        self._folder = place if keeps_parts else place.with_name(f".{place.name}.parts")
        self.progress = self._resumed()

    def _resumed(self) -> Progress:
        progress = self._kept_progress()
        present = None if self._keeps_parts else self._target.size()
        if present is not None and present != progress.joined_bytes:
            if progress.is_done:
                raise RequestError(
                    f"{self._target.name} exists already; move it away, and the finished run takes its place."
                )
            raise RequestError(f"{self._target.name} exists already; choose another name for the output.")
        return progress

    def _kept_progress(self) -> Progress:
        file = self._folder / _RUN
        if not file.exists():
            if self._folder.exists() and any(not path.name.startswith(".") for path in self._folder.iterdir()):
                raise RequestError(f"{printable(self._folder)} is not empty; choose another name for the output.")
            return Progress()
        with storage_errors(file, "read"):
            kept = json.loads(file.read_bytes())
        if kept["asked"] != json.loads(json.dumps(self._asked)):
            raise RequestError(
                f"{printable(self._folder)} holds parts of another run (other input, model or options); delete it, or "
                "choose another name for the output."
            )
        return Progress(**kept["progress"])

    def begin(self) -> None:
        """Mark the folder as this run's, before its first part.

        Raises:
            StorageError: the folder cannot be written to.
        """
        self.note_progress()

    def write_part(self, records: Iterable[TaggedRecord]) -> None:
        """Write one part; it replaces what a killed run left of it.

        Raises:
            StorageError: it could not be written.
        """
        path = self._part(self.progress.parts)
        partial = path.with_name(f".{path.name}.partial")
        is_first = self._keeps_parts or self.progress.parts == 0
        iterator = iter(records)
        with storage_errors(path, "written"), partial.open("wb") as file:
            with open_writer(file, self._ending, self._about, with_text=self._with_text, is_first=is_first) as writer:
                while batch := list(islice(iterator, _BATCH)):
                    writer.write(batch)
                    self.progress.tagged += len(batch)
                    self.progress.spans += sum(len(tagged.spans) for tagged in batch)
            flush_to_disk(file)
        with storage_errors(path, "written"):
            partial.replace(path)
            flush_folder(self._folder)
        self.progress.parts += 1

    def note_progress(self) -> None:
        """Keep how far the run is; call it after each part."""
        document = {"asked": self._asked, "progress": asdict(self.progress)}
        write_atomically(self._folder / _RUN, json.dumps(document).encode(), keep_previous=False)

    def finish(self) -> None:
        """Join the parts, or leave them.

        Raises:
            RequestError: a file of the output's name has appeared meanwhile; the parts are kept.
            StorageError: the output could not be written.
            WorkError: the same, on another machine.
        """
        self.progress.is_done = True
        self.note_progress()
        if self._keeps_parts:
            return
        parts = [self._part(number) for number in range(self.progress.parts)]
        present = self._target.size()
        if present is None or present != self.progress.joined_bytes:  # else a killed run has put it there
            self._join(parts)
        with storage_errors(self._folder, "removed"):
            for part in parts:  # before the note of progress, which a killed run needs to go on
                part.unlink(missing_ok=True)
            shutil.rmtree(self._folder)

    def _join(self, parts: list[Path]) -> None:
        partial = self._target.beside.with_name(f".{self._target.beside.name}.partial")
        with storage_errors(partial, "written"), partial.open("wb") as file:
            if joins(self._ending):
                for part in parts:
                    with part.open("rb") as source:
                        shutil.copyfileobj(source, file, 1 << 20)
            else:
                _join_parquet(parts, file)
            flush_to_disk(file)
        self.progress.joined_bytes = partial.stat().st_size
        self.note_progress()
        if self._target.size() is not None:
            raise RequestError(
                f"{self._target.name} has appeared during the run, and was left as it is; move it away and give "
                "the same command again: nothing is tagged twice."
            )
        self._target.take(partial)

    def _part(self, number: int) -> Path:
        return self._folder / f"part-{number:05d}{self._ending}"


def _join_parquet(parts: list[Path], file: object) -> None:
    parquet = optional_library("pyarrow.parquet", "To write Parquet")
    schema = parquet.read_schema(parts[0])
    with parquet.ParquetWriter(cast("Any", file), schema) as writer:
        for part in parts:
            content = parquet.ParquetFile(part)
            for group in range(content.num_row_groups):
                writer.write_table(content.read_row_group(group))
