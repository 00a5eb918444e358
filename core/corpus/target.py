"""Where the output of a run goes: a file of this machine, or an address that fsspec writes to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Protocol

from core.corpus.inputs import optional_library
from core.errors import WorkError
from core.store.disk.atomic import flush_folder, printable, storage_errors


class Target(Protocol):
    """A place for a file that appears whole or not at all.

    Attributes:
        name: what to call it in sentences.
        beside: a path of this machine for what is not whole yet, without a file there.
    """

    name: str
    beside: Path

    def size(self) -> int | None:
        """Return the size of what is there, in bytes; None if nothing is."""

    def take(self, file: Path) -> None:
        """Put a file of this machine there, and remove it here."""


class LocalTarget:
    """A file of this machine."""

    def __init__(self, path: Path) -> None:
        self.name = printable(path)
        self.beside = path
        self._path = path

    def size(self) -> int | None:
        """Return the size of the file."""
        return self._path.stat().st_size if self._path.exists() else None

    def take(self, file: Path) -> None:
        """Rename a file of the same folder."""
        with storage_errors(self._path, "written"):
            file.replace(self._path)
            flush_folder(self._path.parent)


class RemoteTarget:
    """A file at an address such as `s3://BUCKET/NAME`; what is not whole yet lies in the current folder."""

    def __init__(self, address: str) -> None:
        self.name = address
        self.beside = Path.cwd() / PurePosixPath(address).name
        fsspec = optional_library("fsspec", f"To write {address}")
        with _errors(address):
            self._files, self._path = fsspec.core.url_to_fs(address)

    def size(self) -> int | None:
        """Return the size of the file."""
        with _errors(self.name):
            self._files.invalidate_cache()
            size: int | None = self._files.size(self._path) if self._files.exists(self._path) else None
            return size

    def take(self, file: Path) -> None:
        """Upload a file."""
        with _errors(self.name):
            self._files.put_file(str(file), self._path)
        file.unlink()


@contextmanager
def _errors(address: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # every file system of fsspec has errors of its own
        raise WorkError(f"{address} could not be written: {error}.") from error


def target_of(output: str) -> Target:
    """Return the place that an output names.

    Raises:
        RequestError: fsspec is not installed.
        WorkError: the address means nothing to fsspec.
    """
    return RemoteTarget(output) if "://" in output else LocalTarget(Path(output))
