"""Texts from documents, each read by a process of its own; see `core.formats.documents.program`."""

from __future__ import annotations

import signal
import subprocess
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec

from core.domain.project.jobs import FileFailure
from core.errors import RequestError
from core.formats.documents.kinds import LIBRARIES, PROTECTED, kind_of_document
from core.formats.interface import About, ExchangedFile, Loss, Origin, Read
from core.programs import command_of
from core.settings import DATA_FOLDER

DOCUMENTS = "documents"
"""What `--format` and reports call documents."""

_PROGRAM = "core.formats.documents.program"
_MOST_WAITING = 300
"""Seconds after which a document is given up, whatever its process waits for."""


def holds_documents(path: Path) -> bool:
    """Decide whether a file is a document, or a folder or a folder in it holds one."""
    return next(_documents(path), None) is not None


def documents(path: Path) -> Iterator[Read]:
    """Yield the text of a document, or of all documents of a folder and the folders in it.

    Each text is named after its document: `a.pdf` becomes `a.pdf.txt`. Other files are listed as losses.

    Raises:
        RequestError: there is no document, or a library is missing.
    """
    found = dict(_documents(path))
    if not found:
        raise RequestError(f"{path} holds no document (PDF, DOCX, ODT, RTF, HTML, e-mail); check the path.")
    _require_libraries(set(found.values()))
    if path.is_dir():
        made = {file.with_name(f"{file.name}.txt") for file in found}
        unread = [file for file in _files(path) if file not in found and file not in made]
        yield About(losses=tuple(Loss("file of the folder that was not read", file.name) for file in unread))
    for file, kind in found.items():
        yield _text(file, kind, file.relative_to(path).as_posix() if path.is_dir() else file.name)


def _documents(path: Path) -> Iterator[tuple[Path, str]]:
    for file in _files(path) if path.is_dir() else [path]:
        try:
            kind = kind_of_document(file) if file.is_file() else ""
        except OSError:
            continue
        if kind:
            yield file, kind


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder and those below it, without hidden ones, links and autotag's own."""
    for file in sorted(folder.rglob("*")):
        parts = file.relative_to(folder).parts
        is_hidden = parts[0] == DATA_FOLDER or any(part.startswith(".") for part in parts)
        if not is_hidden and file.is_file() and not file.is_symlink():
            yield file


def _require_libraries(kinds: set[str]) -> None:
    missing = sorted({library for kind in kinds if (library := LIBRARIES.get(kind)) and find_spec(library) is None})
    if missing:
        raise RequestError(
            f"These documents need {' and '.join(missing)}; install it with: pip install 'autotag[documents]'."
        )


def _text(file: Path, kind: str, name: str) -> Read:
    if kind == PROTECTED:
        reason = "is an old office document, or is protected by a password; save it as .docx without a password"
        return FileFailure(name, f"The document {reason}.")
    found = _extracted(file, kind)
    if "error" in found:
        return FileFailure(name, f"The document {found['error']}.")
    return ExchangedFile(
        name,
        found["text"],
        losses=tuple(Loss(loss, f"{name}, {where}") for loss, where in found["losses"]),
        origin=Origin(name, found["digest"], found["library"], tuple(found["pages"])),
    )


def _extracted(file: Path, kind: str) -> dict[str, Any]:
    """Run the program on a document and return its result, or why there is none."""
    with tempfile.TemporaryFile() as output:
        command = command_of(_PROGRAM, kind, str(file.absolute()))
        process = subprocess.Popen(  # noqa: S603 - our own module
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.DEVNULL
        )
        try:
            status = process.wait(_MOST_WAITING)
        except subprocess.TimeoutExpired:
            status = -signal.SIGXCPU
        finally:
            process.kill()
            process.wait()
        output.seek(0)
        if status in (-signal.SIGXCPU, -signal.SIGKILL):
            return {"error": "takes too long to read; it was given up"}
        try:
            found: dict[str, Any] = msgspec.json.decode(output.read())
        except msgspec.DecodeError:
            found = {"error": "cannot be read: the program that reads it failed"}
        return found
