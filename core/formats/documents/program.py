"""Read the text of one document of a stranger's, in a process that can do nothing else.

    python -m core.formats.documents.program KIND FILE

The result is one line of JSON on stdout: `text`, `pages`, `losses`, `library` and `digest`, or `error`. Memory, CPU
time and the size of the output are limited, and the process can open no connection, start no program and write no file.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from core.errors import AutotagError
from core.formats.documents.extract import Extract, UnreadableError

MOST_SECONDS = 60
MOST_MEMORY = 1 << 30
MOST_OUTPUT = 128 << 20
MOST_INPUT = 256 << 20

_EXTRACTORS = {
    "pdf": "pdf:extract",
    "docx": "office:extract_docx",
    "odt": "office:extract_odt",
    "html": "html:extract",
    "eml": "mail:extract",
    "rtf": "rtf:extract",
}

_FORBIDDEN = (
    "socket.", "subprocess.", "ctypes.dlopen", "shutil.",
    "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork",
    "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate",
)  # fmt: skip
"""Audit events of Python that end the reading, by how they begin."""


def main(arguments: Sequence[str]) -> int:
    """Read one document and return the exit status."""
    kind, name = arguments
    sys.dont_write_bytecode = True
    module, _, function = _EXTRACTORS[kind].partition(":")
    extract = getattr(import_module(f"core.formats.documents.{module}"), function)
    _confine()
    try:
        found: dict[str, Any] = _read(extract, Path(name))
    except (UnreadableError, AutotagError) as error:
        found = {"error": str(error).removesuffix(".")}
    except MemoryError:
        found = {"error": f"needs more than {MOST_MEMORY >> 20} MiB of memory; it was not read"}
    except Exception as error:  # noqa: BLE001 - one sentence for the user, whatever is wrong in a file
        reason = f"{type(error).__name__}: {error}".splitlines()[0][:200]
        found = {"error": f"is damaged, or no document of this kind ({reason})"}
    sys.stdout.write(json.dumps(found))
    sys.stdout.flush()
    return 0


def _read(extract: Callable[[bytes], Extract], path: Path) -> dict[str, Any]:
    with path.open("rb") as stream:
        content = stream.read(MOST_INPUT + 1)
    if len(content) > MOST_INPUT:
        raise UnreadableError(f"is larger than {MOST_INPUT >> 20} MiB; split it")
    found = extract(content)
    if not found.text:
        raise UnreadableError("holds no text")
    found.text = found.text.rstrip("\n") + "\n"
    return {**vars(found), "digest": hashlib.sha256(content).hexdigest()}


def _confine() -> None:
    """Limit what this process can use, and forbid what a reader of a file has no need of."""
    for limit, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_FSIZE, MOST_OUTPUT),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(limit)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(limit, (most, most))
    sys.addaudithook(_forbid)


def _forbid(event: str, arguments: tuple[Any, ...]) -> None:
    writes = event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    if writes or event.startswith(_FORBIDDEN):
        raise PermissionError(f"reading a document may not cause {event}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
