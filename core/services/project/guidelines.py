"""The guidelines of a project: how its team tags, in a file that people write with any editor."""

from __future__ import annotations

from core.errors import NotFoundError, UnusableError
from core.services.project.projects import Project
from core.store.disk.atomic import read_file, storage_errors

FILE = "guidelines.md"
"""Name of the file in the project's folder."""

LARGEST = 100_000
"""Bytes of the file; more would make a page that nobody reads."""


def load_guidelines(project: Project) -> list[str]:
    """Return the lines of the guidelines.

    Raises:
        NotFoundError: there are none.
        UnusableError: the file is too large, or not a regular file.
        StorageError: the file cannot be read.
    """
    path = project.folder / FILE
    with storage_errors(path, "read"):
        try:
            size = path.stat().st_size
            raw = read_file(path) if size <= LARGEST else b""
        except FileNotFoundError:
            raise NotFoundError(
                f"This project has no guidelines; write some into {FILE} in the project's folder to see them here."
            ) from None
    if size > LARGEST:
        raise UnusableError(f"{FILE} has {size:,} bytes, and {LARGEST:,} can be shown; shorten it, or split it.")
    return raw.decode("utf-8-sig", "replace").splitlines()
