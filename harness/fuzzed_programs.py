"""Feeds damaged and hostile input to the programs that read documents, Parquet files and DocBins.

The real programs run, each in a fork of a process that has loaded its libraries: a new one for each input would take
seconds for a few.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from importlib import import_module
from io import FileIO, TextIOWrapper
from pathlib import Path
from signal import SIGKILL, SIGXCPU

import msgspec

from core.domain.text.spans import Span
from core.errors import WorkError
from core.formats import FOLDER_FORMATS, About, ExchangedFile
from core.formats.documents import program
from harness import documents
from harness.fuzzing import Reader

Main = Callable[[Sequence[str]], int]

_SEEDS = {
    "pdf": documents.pdf("Ann met Ben.", "in Riga"),
    "docx": b"<w:p><w:r><w:t>Ann</w:t></w:r><w:del><w:r><w:delText>x</w:delText></w:r></w:del></w:p>",
    "odt": b"<text:p>Ann <text:span>met</text:span><text:s/>Ben</text:p><text:h>Riga</text:h>",
    "html": b"<!doctype html><html><body><p>Ann<br>met <b>Ben</b></p><script>x()</script></body></html>",
    "eml": documents.mail(),
    "rtf": rb"{\rtf1\ansi\ansicpg1252 {\b Ann} met \u916? \'e9\par Ben}",
}
_TAGGED = [ExchangedFile("x.txt", "Anna met Ben.", (Span(0, 4, "Person"),), tagged=True)]


def document_readers(folder: Path) -> list[Reader]:
    """Return the programs that read documents; of office documents, the XML within is changed too."""
    folder.mkdir(parents=True, exist_ok=True)
    for module in ("pdf", "office", "html", "mail", "rtf"):
        import_module(f"core.formats.documents.{module}")
    whole = {
        "docx": documents.docx("<w:p><w:r><w:t>Ann</w:t></w:r></w:p>"),
        "odt": documents.odt("<text:p>Ann</text:p>"),
    }
    inner = {"docx": lambda body: documents.docx(_text(body)), "odt": lambda body: documents.odt(_text(body))}
    found = []
    for kind, seed in _SEEDS.items():
        make = inner.get(kind, bytes)
        found.append(Reader(f"document of {kind}", seed, _reads_document(folder, kind, make)))
    return found + [
        Reader(f"packed {kind}", seed, _reads_document(folder, kind, bytes)) for kind, seed in whole.items()
    ]


def binary_readers(folder: Path) -> list[Reader]:
    """Return the programs that read DocBins and Parquet files, with those of the app's own process behind them."""
    folder.mkdir(parents=True, exist_ok=True)
    modules = {"spacy": "core.learning.pipeline.docbin", "parquet": "core.formats.binary.parquet_program"}
    return [_binary_reader(folder, name, module) for name, module in modules.items()]


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _reads_document(folder: Path, kind: str, make: Callable[[bytes], bytes]) -> Callable[[bytes], object]:
    path = folder / f"incoming.{kind}"

    def read(content: bytes) -> None:
        path.write_bytes(make(content))
        status, output, errors = _forked(program.main, [kind, str(path)])
        if status in (-SIGXCPU, -SIGKILL):
            raise WorkError("takes too long to read")
        assert status == 0, errors
        if "error" in msgspec.json.decode(output):
            raise WorkError("refused")

    return read


def _binary_reader(folder: Path, name: str, module: str) -> Reader:
    path = folder / f"incoming{FOLDER_FORMATS[name].file_ending}"
    FOLDER_FORMATS[name].write(_TAGGED, path, About(entities=("Person",)))
    main: Main = import_module(module).main

    def read(content: bytes) -> None:
        path.write_bytes(content)
        status, output, errors = _forked(main, ["read", str(path)])
        assert status in (0, 2), errors
        if status == 2:
            assert b"Traceback" not in errors, errors
            assert errors.count(b"\n") == 1, errors
            raise WorkError("refused")
        for line in output.splitlines():
            msgspec.json.decode(line)

    return Reader(f"program of {name}", path.read_bytes(), read)


def _forked(main: Main, arguments: Sequence[str]) -> tuple[int, bytes, bytes]:
    """Run a program in a fork and return its exit status, or the negated signal that ended it, and its output."""
    sys.stdout.flush()
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        child = os.fork()
        if not child:
            _run(main, arguments, output.fileno(), errors.fileno())
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        output.seek(0)
        errors.seek(0)
        return status, output.read(), errors.read()


def _run(main: Main, arguments: Sequence[str], output: int, errors: int) -> None:
    """Be the program, and end."""
    status = 70
    try:
        os.dup2(output, 1)
        os.dup2(errors, 2)
        sys.stdout = TextIOWrapper(FileIO(1, "w", closefd=False), "utf-8")
        sys.stderr = TextIOWrapper(FileIO(2, "w", closefd=False), "utf-8")
        status = main(arguments)
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:  # noqa: BLE001 - this is what is looked for
        sys.excepthook(*sys.exc_info())
        sys.stderr.flush()
        status = 71
    finally:
        os._exit(status)
