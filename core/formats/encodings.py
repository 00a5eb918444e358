"""Content as UTF-8, however it is wrapped: UTF-16, UTF-32 and gzip are opened, other encodings are named."""

from __future__ import annotations

import codecs
import gzip
import tempfile
import zlib
from collections.abc import Iterator
from typing import IO, BinaryIO, cast

from core.domain.text.encoding import marked_encoding, unmarked_encoding
from core.errors import RequestError
from core.formats.source import Source

_CHUNK = 1 << 20

MOST_BYTES = 8 << 30
"""Bytes that a compressed file may unpack to."""

_MAGIC = {
    b"\x1f\x8b": "gzip",
    b"PK\x03\x04": "zip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"PAR1": "parquet",
    b"%PDF": "pdf",
    b"\xd0\xcf\x11\xe0": "office",
    b"{\\rtf": "rtf",
}


def kind_of(start: bytes) -> str:
    """Name how a content is packed or made: "gzip", "zip", "utf-16-le", ...; return an empty string for plain UTF-8."""
    for magic, kind in _MAGIC.items():
        if start.startswith(magic):
            return kind
    marked = marked_encoding(start)
    return "" if marked == "utf-8-sig" else marked or unmarked_encoding(start)


def plain_copy(stream: BinaryIO, kind: str, name: str) -> IO[bytes]:
    """Copy gzip, UTF-16 or UTF-32 content to a temporary file of plain UTF-8, which may again be packed.

    Raises:
        RequestError: it is damaged, or unpacks to too much.
    """
    copy = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    try:
        if kind == "gzip":
            _copy(cast("BinaryIO", gzip.GzipFile(fileobj=stream)), copy, name)
        else:
            _transcode(stream, kind, copy)
    except (OSError, EOFError, zlib.error, UnicodeError) as error:
        copy.close()
        what = "gzip" if kind == "gzip" else kind.upper()
        raise RequestError(f"{name} is damaged: it is not whole {what}; make it again.") from error
    except BaseException:
        copy.close()
        raise
    copy.seek(0)
    return copy


def _copy(source: BinaryIO, target: IO[bytes], name: str) -> None:
    written = 0
    while chunk := source.read(_CHUNK):
        written += len(chunk)
        if written > MOST_BYTES:
            raise RequestError(f"{name} unpacks to more than {MOST_BYTES >> 30} GiB; unpack it and give a part of it.")
        target.write(chunk)


def _transcode(source: BinaryIO, codec: str, target: IO[bytes]) -> None:
    decoder = codecs.getincrementaldecoder(codec)()
    while chunk := source.read(_CHUNK):
        target.write(decoder.decode(chunk).encode("utf-8", "surrogatepass"))
    target.write(decoder.decode(b"", final=True).encode())


def text_lines(stream: BinaryIO, source: Source) -> Iterator[str]:
    """Yield the lines of a content with their line ends.

    Raises:
        RequestError: a line is not UTF-8.
    """
    for number, raw in enumerate(stream, start=1):
        try:
            yield raw.removeprefix(codecs.BOM_UTF8).decode("utf-8") if number == 1 else raw.decode("utf-8")
        except UnicodeDecodeError as error:
            raise RequestError(f"{source.name}, line {number}: {not_utf8(error)}.") from error


def not_utf8(error: UnicodeDecodeError) -> str:
    """Say that something is not UTF-8, where, and what to do."""
    byte = error.object[error.start]
    return f"not UTF-8 (byte {error.start + 1} is 0x{byte:02x}); convert it, for example with iconv -f latin1 -t utf-8"
