"""Content of any size in each format of one file, made of its sample again and again."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

from core.domain.text.spans import Span
from core.formats import WRITTEN_FORMATS, ExchangedFile
from harness.samples import SAMPLES, TEXT

WHOLE = frozenset({"azure", "cas-json", "cas-xmi", "comprehend"})
"""Formats whose annotations have to be held in memory, or that hold one text."""

_SPANS = (Span(0, 3, "Person"), Span(8, 11, "Person"), Span(15, 19, "City"))
_MANY = 1000


def write_repeated(name: str, path: Path, size: int) -> None:
    """Write content of at least this many bytes."""
    with path.open("wb") as stream:
        if name in WRITTEN_FORMATS:
            files = (ExchangedFile(f"{n}.txt", TEXT, _SPANS, tagged=True) for n in _until(stream, size))
            WRITTEN_FORMATS[name].write(files, stream)
            return
        head, body, between, tail = _parts(name)
        block = between.join([body] * _MANY)
        stream.write(head + block)
        while stream.tell() < size:
            stream.write(between + block)
        stream.write(tail)


def _until(stream: io.BufferedWriter, size: int) -> Iterator[int]:
    number = 0
    while stream.tell() < size:
        number += 1
        yield number


def _parts(name: str) -> tuple[bytes, bytes, bytes, bytes]:
    """Return the start, what is repeated, what is between, and the end."""
    sample = SAMPLES[name]
    if sample[:1] in b"[{":
        value = json.loads(sample)
        if isinstance(value, list):
            return b"[", json.dumps(value[0]).encode(), b",", b"]"
        return b"", sample, b"\n", b""
    if name == "labelstudio-csv":
        header, row, _ = sample.split(b"\r\n")
        return header + b"\r\n", row, b"\r\n", b"\r\n"
    if name == "bioc":
        return (
            b"<collection>",
            sample.removeprefix(b"<collection>").removesuffix(b"</collection>"),
            b"",
            b"</collection>",
        )
    if name == "rasa":
        *head, example, _ = sample.split(b"\n")
        return b"\n".join(head) + b"\n", example, b"\n", b"\n"
    return b"", sample, b"", b""
