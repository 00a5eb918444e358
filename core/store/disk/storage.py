"""TinyDB on files that survive crashes: read once, change in memory, write once.

TinyDB's own JSONStorage writes in place and truncates last, so that a kill leaves a file that no longer opens,
and writes the whole file at every insert. Here a whole transaction is one atomic write.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from tinydb import Storage, TinyDB

from core.errors import UnusableError
from core.store.disk import rights
from core.store.disk.atomic import previous_generation, printable, read_file, storage_errors, write_atomically
from core.store.disk.locks import locked

Tables = dict[str, dict[str, Any]]
"""TinyDB's whole content: table name -> document id -> document."""

Migration = Callable[[Tables], Tables]

_ENCODER = msgspec.json.Encoder()

FORMAT_TABLE = "format"
"""Table with one document that says what the file is: {"kind": ..., "version": ...}."""


class MemoryStorage(Storage):
    """Content of a file held in memory for the length of a transaction."""

    def __init__(self, content: Tables) -> None:
        self.content: Tables = content
        self.changed = False

    def read(self) -> Tables | None:
        """Return all tables, as TinyDB asks for them."""
        return self.content

    def write(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        """Take all tables as TinyDB leaves them."""
        self.content = {name: dict(table) for name, table in data.items()}
        self.changed = True


class RecordFile:
    """One TinyDB file of a project or of the resource.

    Args:
        path: of the file.
        kind: what it holds, in a word; a file of another kind is refused.
        version: the schema version that this program writes.
        migrations: by version, the function that turns content of that version into that of the next.
        quotes: the text that it quotes; only those who can read the text can read the file.

    Attributes:
        fell_back: the newest generation was damaged when it was read last, and the one before it was used.
    """

    _newest: bytes | None = None
    """The newest generation as it was read or written last."""

    _outdated: tuple[Path, bytes] | None = None
    """Where to keep the file of an earlier version when it is next written, and its content."""

    def __init__(
        self,
        path: Path,
        kind: str,
        version: int = 1,
        migrations: Mapping[int, Migration] | None = None,
        quotes: Path | None = None,
    ) -> None:
        self.path = path
        self.quotes = quotes
        self.kind = kind
        self.version = version
        self.migrations = migrations or {}
        self.fell_back = False

    def exists(self) -> bool:
        """Return whether there is anything to read."""
        return self.path.exists() or previous_generation(self.path).exists()

    def read(self) -> TinyDB:
        """Return the content, to look at. No lock is needed, since a write replaces the file as a whole.

        Raises:
            StorageError: it cannot be read, is damaged in both generations, or is of a later version.
        """
        return _database(MemoryStorage(self._content()))

    @contextmanager
    def transaction(self, *, fresh: bool = False) -> Iterator[TinyDB]:
        """Yield the content, to change under the file's lock; it is written at the end, and not after an error.

        Args:
            fresh: begin with nothing, whatever is there; for caches, which must not fail on being damaged.

        Raises:
            StorageError: it cannot be read or written.
        """
        with self.held():
            storage = MemoryStorage({} if fresh else self._content())
            yield _database(storage)
            if storage.changed:
                self.replace(storage.content)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the file's lock, for callers that do without a transaction.

        Raises:
            ConflictError: another process has held it for very long.
            StorageError: the folder cannot be written.
        """
        with locked(self.path):
            yield

    def is_as_known(self) -> bool:
        """Return whether the file still holds what was read or written here last, byte by byte.

        Raises:
            StorageError: the file cannot be read.
        """
        return self._newest is not None and raw_content(self.path) == self._newest

    def encoded(self, content: Mapping[str, Mapping[str, Any]]) -> bytes:
        """Return the bytes of a file with this content; documents may also be values that msgspec encodes."""
        about = {"1": {"kind": self.kind, "version": self.version}}
        return encode({**content, FORMAT_TABLE: about})

    def replace(self, content: Mapping[str, Mapping[str, Any]]) -> None:
        """Write the whole content; the caller holds the file's lock.

        Raises:
            StorageError: it cannot be written.
        """
        self.write(self.encoded(content))

    def write(self, raw: bytes) -> None:
        """Write what `encoded` returned; the caller holds the file's lock.

        Raises:
            StorageError: it cannot be written.
        """
        if self.fell_back:
            self._set_damaged_aside()
        if self._outdated is not None:
            aside, old = self._outdated
            write_atomically(aside, old, keep_previous=False)
            self._outdated = None
        write_atomically(self.path, raw, limit=rights.limit_of(self.quotes) if self.quotes else rights.ANYBODY)
        self._newest, self.fell_back = raw, False

    def _content(self) -> Tables:
        """Return the newest content that is whole."""
        self._newest = raw_content(self.path)
        for path, raw in self._generations():
            content = _parsed(raw)
            if content is not None:
                self.fell_back = path != self.path and self._newest is not None
                return self._migrated(content, path)
        if self.exists():
            raise UnusableError(
                f"{printable(self.path)} is damaged, and so is its previous generation; restore it from a backup, "
                f"or move it away to start afresh."
            )
        return {}

    def _generations(self) -> Iterator[tuple[Path, bytes | None]]:
        yield self.path, self._newest
        yield (previous := previous_generation(self.path)), raw_content(previous)

    def _set_damaged_aside(self) -> None:
        """Move a damaged newest generation away, or it would become the one to fall back on."""
        if self.path.exists():
            with storage_errors(self.path, "moved aside"):
                self.path.replace(self.path.with_name(f"{self.path.name}.damaged"))

    def _migrated(self, content: Tables, path: Path) -> Tables:
        about = content.get(FORMAT_TABLE, {}).get("1", {})
        kind, version = about.get("kind"), about.get("version")
        oldest = min(self.migrations, default=self.version)
        if kind != self.kind or not isinstance(version, int) or version < oldest:
            raise UnusableError(f"{printable(path)} is not a file of autotag's ({self.kind} expected); move it away.")
        if version > self.version:
            raise UnusableError(
                f"{printable(path)} was made by a later version of autotag (format {version}, this one knows "
                f"{self.version}); update autotag to open it."
            )
        if version < self.version:
            if (old := raw_content(path)) is not None:
                self._outdated = path.with_name(f"{path.name}.v{version}"), old
            for step in range(version, self.version):
                content = self.migrations[step](content)
        return content


def encode(content: Mapping[str, Mapping[str, Any]]) -> bytes:
    """Return JSON with one document a line, so that a diff in version control shows what changed."""
    tables = []
    for name, documents in content.items():
        lines = _lines(documents.values())
        body = b",\n".join(b'"%d": %b' % (int(key), line) for key, line in zip(documents, lines, strict=True))
        quoted = json.dumps(name).encode()
        tables.append(b"%b: {\n%b\n}" % (quoted, body) if body else b"%b: {}" % quoted)
    return b"{\n" + b",\n".join(tables) + b"\n}\n"


def _lines(documents: Iterable[Any]) -> list[bytes]:
    try:
        return _ENCODER.encode_lines(documents).splitlines()  # a fifth of the time of one by one
    except UnicodeEncodeError:
        # A file name may hold bytes that are no text; Python carries them as lone surrogates.
        plain = map(msgspec.to_builtins, documents)
        return [json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass") for document in plain]


def raw_content(path: Path) -> bytes | None:
    """Return the bytes of a file; None if it is missing.

    Raises:
        StorageError: it cannot be read.
    """
    with storage_errors(path, "read"):
        try:
            return read_file(path)
        except FileNotFoundError:
            return None


def _parsed(raw: bytes | None) -> Tables | None:
    """Return the content of a file; None if it is missing or damaged."""
    if raw is None:
        return None
    try:
        content = _decoded(raw)
    except (ValueError, RecursionError):
        return None
    if not isinstance(content, dict) or not all(_is_table(table) for table in content.values()):
        return None
    return content


def _decoded(raw: bytes) -> Any:
    try:
        return msgspec.json.decode(raw)
    except ValueError:
        return json.loads(raw.decode("utf-8", "surrogatepass"))  # it may hold lone surrogates, see `_lines`


def _is_table(table: object) -> bool:
    return isinstance(table, dict) and all(
        key.isdecimal() and isinstance(document, dict) for key, document in table.items()
    )


def _database(storage: MemoryStorage) -> TinyDB:
    return TinyDB(storage=lambda: storage)
