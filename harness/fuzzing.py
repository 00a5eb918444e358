"""Feeds damaged and hostile input to everything that reads: files of a project, unsaved decisions, imports, texts.

Fine is what is read, and what is refused with a sentence for the user; any other error is not.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from core.domain.tagging.tags import Suggestion
from core.domain.text.spans import Span
from core.errors import AutotagError
from core.formats import FOLDER_FORMATS, FORMATS, WRITTEN_FORMATS, About, ExchangedFile
from core.services import exchange
from core.services.project import files, projects
from core.services.project.projects import Project
from core.services.review import open_file
from core.store.disk.atomic import previous_generation
from harness.samples import SAMPLES
from harness.stocked import fill
from harness.stocked import readers as file_readers

HOSTILE = [
    "", "\0", "\x1b]0;owned\x07", "[/x] [@click=app.quit]", "\u202e", "e\u0301" * 40, "👩‍👩‍👧", "../../outside.txt",
    "/etc/passwd", "autotag/tags/a.json", ".hidden/x.txt", "a\nb.txt", "é" * 130 + ".txt", "a.txt", "con.txt/../b.txt",
]  # fmt: skip
"""Strings that have ended or misled programs."""

NUMBERS = [-1, 0, 1, 2**31, 2**63, 10**30, 0.5, -0.0, 1e308, float("nan"), float("inf")]


@dataclass(frozen=True)
class Reader:
    """Something that reads.

    Attributes:
        name: for the table.
        seed: input that is fine, to make others from.
        read: takes an input in; raises AutotagError for one that it refuses.
    """

    name: str
    seed: bytes
    read: Callable[[bytes], object]


def readers(folder: Path) -> list[Reader]:
    """Everything that reads, on a project in a new folder; AUTOTAG_HOME must be a folder of its own too."""
    folder.mkdir(parents=True)
    (folder / "a.txt").write_text("Anna met Ben in Paris.\nBen paid 30 euros.\n", "utf-8")
    (folder / "b.txt").write_text("Paris is large.\n", "utf-8")
    project = fill(projects.create_project(folder, ["Person", "City"]))
    journal = next((project.paths.data / "unsaved").rglob("*.jsonl"))
    return [
        *(_file_reader(path, read) for path, read in file_readers(project).items()),
        Reader("unsaved decisions", journal.read_bytes(), _feeding(journal, lambda: _restore(project, journal))),
        *(_import_reader(project, name) for name in FORMATS),
        Reader("text", "Anna\r\nمرحبا e\u0301 👍\x1b[2J".encode(), _text_reader(project)),
    ]


def program_readers(folder: Path) -> list[Reader]:
    """Return the formats that are read by a process of their own, each input by a new one: seconds for a few inputs."""
    folder.mkdir(parents=True)
    (folder / "a.txt").write_text("Paris is large.\n", "utf-8")
    project = projects.create_project(folder, ["Person", "City"])
    return [_program_reader(project, name) for name in ("spacy", "parquet")]


def feed(reader: Reader, inputs: int) -> int:
    """Feed a reader so many inputs, and return how many of them it refused.

    Raises:
        Whatever the reader raises beside AutotagError, with the smallest input found that makes it.
    """
    refused = 0

    @settings(
        max_examples=inputs,
        database=None,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )
    @given(contents(reader.seed))
    def one(content: bytes) -> None:
        nonlocal refused
        try:
            reader.read(content)
        except AutotagError:
            refused += 1

    try:
        one()
    finally:
        with suppress(AutotagError):  # a format that is only written refuses its own
            reader.read(reader.seed)  # the next reader needs this file whole
    return refused


def contents(seed: bytes) -> st.SearchStrategy[bytes]:
    """Return a strategy that changes bytes of the seed, or values if it is JSON, or makes up anything.

    Half of the changed values are of the kind of what was there, so that they are not refused at the first look.
    """
    cut = st.tuples(st.integers(0, len(seed)), st.integers(0, 20), st.binary(max_size=12) | st.just(b"\xff" * 9))
    ways: list[st.SearchStrategy[bytes]] = [
        st.lists(cut, min_size=1, max_size=4).map(lambda cuts: _with_cuts(seed, cuts)),
        st.binary(max_size=200),
        st.text(max_size=50).map(lambda text: text.encode("utf-8", "surrogatepass")),
    ]
    lines = _json_lines(seed)
    if lines:
        place = st.lists(st.integers(0, 30), min_size=3, max_size=8)
        kinds: tuple[st.SearchStrategy[_Anything | _Alike], ...] = (
            _VALUES.map(_Anything),
            st.builds(_Alike, _NUMBERS, _STRINGS),
        )
        for values in kinds:
            change = st.tuples(st.integers(0, len(lines) - 1), place, values)
            ways.append(st.lists(change, min_size=1, max_size=3).map(lambda changes: _with_values(lines, changes)))
    return st.one_of(ways)


@dataclass(frozen=True)
class _Anything:
    """A value for any place."""

    value: Any

    def instead_of(self, _: object) -> Any:
        return self.value


@dataclass(frozen=True)
class _Alike:
    """A number where a number was, a string where a string was."""

    number: int
    string: str

    def instead_of(self, old: object) -> Any:
        if isinstance(old, bool) or old is None:
            return not old
        if isinstance(old, int | float):
            return self.number
        return self.string if isinstance(old, str) else old


_NUMBERS = st.integers(-3, 60) | st.sampled_from(NUMBERS)
_STRINGS = st.sampled_from([*HOSTILE, "Person", "City", "a.txt", "j"]) | st.text(max_size=8)
_VALUES = st.recursive(
    st.none() | st.booleans() | _NUMBERS | _STRINGS | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["1", "2", *HOSTILE]), inner, max_size=3)
    ),
    max_leaves=6,
) | st.integers(10, 400).map(lambda depth: json.loads("[" * depth + "]" * depth))


def _with_cuts(seed: bytes, cuts: list[tuple[int, int, bytes]]) -> bytes:
    for at, length, instead in cuts:
        seed = seed[:at] + instead + seed[at + length :]
    return seed


def _json_lines(seed: bytes) -> list[Any]:
    """Return the values in JSON, or in JSON Lines; none if it is neither."""
    with suppress(ValueError):
        return [json.loads(seed)]
    with suppress(ValueError):
        return [json.loads(line) for line in seed.splitlines()]
    return []


def _with_values(lines: list[Any], changes: list[tuple[int, list[int], _Anything | _Alike]]) -> bytes:
    lines = deepcopy(lines)
    for number, place, values in changes:
        lines[number] = _with_value(lines[number], place, values)
    # Lone surrogates cannot be written as they are, but escaped they can be.
    return b"\n".join(json.dumps(line).encode() for line in lines)


def _with_value(whole: Any, place: list[int], values: _Anything | _Alike) -> Any:
    """Return the JSON value with a part of it replaced: the one that the numbers lead to, from outside in."""
    if not place or not whole or not isinstance(whole, dict | list):
        return values.instead_of(whole)
    keys = list(whole) if isinstance(whole, dict) else range(len(whole))
    key = keys[place[0] % len(keys)]
    whole[key] = _with_value(whole[key], place[1:], values)
    return whole


def _besides_incoming(project: Project) -> set[Path]:
    return {path for path in project.folder.parent.iterdir() if not path.name.startswith("incoming.")}


def _feeding(path: Path, read: Callable[[], object]) -> Callable[[bytes], object]:
    def fed(content: bytes) -> object:
        previous_generation(path).unlink(missing_ok=True)
        path.write_bytes(content)
        return read()

    return fed


def _file_reader(path: Path, read: Callable[[], object]) -> Reader:
    return Reader(path.name, path.read_bytes(), _feeding(path, read))


def _restore(project: Project, journal: Path) -> None:
    open_file.open_file(project, "a.txt")
    for aside in journal.parent.glob("*.unused"):
        aside.unlink()  # or the next one would have to look for a free name among thousands


def _text_reader(project: Project) -> Callable[[bytes], object]:
    def read() -> None:
        opened = open_file.open_file(project, "fuzzed.txt")
        last = len(opened.document.text)
        opened.record(opened.session.tag(Span(last - 1, last, "Person")))
        opened.save()
        assert files.entry(project, "fuzzed.txt").characters == last

    return _feeding(project.folder / "fuzzed.txt", read)


def _import_reader(project: Project, name: str) -> Reader:
    if name in SAMPLES:
        return _reader_of(project, name, SAMPLES[name])
    stream = io.BytesIO()
    WRITTEN_FORMATS[name].write(_TAGGED, stream)
    return _reader_of(project, name, stream.getvalue())


def _program_reader(project: Project, name: str) -> Reader:
    path = project.folder.parent / f"seed{FOLDER_FORMATS[name].file_ending}"
    FOLDER_FORMATS[name].write(_TAGGED, path, About(entities=("Person", "City")))
    seed = path.read_bytes()
    path.unlink()
    return _reader_of(project, name, seed)


_TAGGED = [
    ExchangedFile(
        "x.txt", "Anna met Ben.", (Span(0, 4, "Person"),), (Suggestion(9, 12, "Person", 0.5, job="j"),), True
    ),
    ExchangedFile("y.txt", "Ben 👍", (Span(0, 3, "Person"), Span(4, 5, "City")), tagged=True),
]


def _reader_of(project: Project, name: str, seed: bytes) -> Reader:
    incoming = project.folder.parent / f"incoming.{name}"
    around = _besides_incoming(project)

    def read() -> None:
        try:
            exchange.import_file(project, incoming, name)
        finally:
            assert _besides_incoming(project) == around, "an import wrote outside the project"

    return Reader(f"import of {name}", seed, _feeding(incoming, read))
