"""Text of DOCX and ODT documents, read from their XML.

The libraries for these formats leave out text that was inserted while changes were tracked, text boxes and content
controls, or are no longer maintained. Macros and remote references are never looked at.
"""

from __future__ import annotations

import io
import platform
import re
import zipfile
from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

from core.errors import RequestError
from core.formats.documents.extract import Extract, UnreadableError, cleaned
from core.formats.markup.xml_events import elements, local_name
from core.formats.source import Source

_MOST_BYTES = 64 << 20
"""Bytes that the XML of a document may unpack to."""

_LIBRARY = f"Python {platform.python_version()}"

_DOCX_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_DOCX_SKIPPED = frozenset({"del", "moveFrom", "Fallback", "pPr", "rPr", "tblPr", "sectPr"})
_DOCX_OTHER_PARTS = re.compile(r"word/(header|footer|footnotes|endnotes|comments)\d*\.xml")

_ODT_BREAKS = {"tab": "\t", "line-break": "\n"}
_ODT_SKIPPED = frozenset({"tracked-changes", "annotation", "note", "forms", "sequence-decls"})
_ODT_PARAGRAPHS = frozenset({"p", "h"})


def extract_docx(content: bytes) -> Extract:
    """Read the paragraphs of the body; headers, notes and comments are listed as losses.

    Raises:
        UnreadableError: it is damaged, or unpacks to too much.
    """
    with _archive(content) as archive:
        text = _text_of(archive, "word/document.xml", "body", _docx_parts)
        others = [name for name in archive.namelist() if _DOCX_OTHER_PARTS.fullmatch(name)]
    return Extract(_LIBRARY, text, losses=[("header, note or comment", name) for name in others])


def extract_odt(content: bytes) -> Extract:
    """Read the paragraphs and headings of the text.

    Raises:
        UnreadableError: it is damaged, a password protects it, or it unpacks to too much.
    """
    with _archive(content) as archive:
        with _member(archive, "META-INF/manifest.xml") as manifest:
            if b"encryption-data" in manifest.read():
                raise UnreadableError("is protected by a password; save a copy without one")
        text = _text_of(archive, "content.xml", "text", _odt_parts)
    return Extract(_LIBRARY, text)


def _archive(content: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(content))


def _member(archive: zipfile.ZipFile, name: str) -> io.BytesIO:
    """Unpack a member, but never more than is allowed, whatever the archive says of its size.

    Raises:
        UnreadableError: it is larger than that, or encrypted.
    """
    if archive.getinfo(name).flag_bits & 1:
        raise UnreadableError("is protected by a password; save a copy without one")
    with archive.open(name) as stream:
        content = stream.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise UnreadableError(f"unpacks to more than {_MOST_BYTES >> 20} MiB of XML; it was not read")
    return io.BytesIO(content)


def _text_of(archive: zipfile.ZipFile, name: str, root: str, parts: Callable[[Element], Iterator[str]]) -> str:
    with _member(archive, name) as stream:
        try:
            body = next(elements(stream, Source(name), root), None)
        except RequestError as error:
            raise UnreadableError(f"is damaged: {error}") from error
    if body is None:
        raise UnreadableError("is damaged: it has no text part")
    return cleaned("".join(parts(body)))


def _docx_parts(element: Element) -> Iterator[str]:
    """Yield the text below an element, with a line end after each paragraph."""
    for child in element:
        name = local_name(child)
        if name in _DOCX_SKIPPED:
            continue
        if name == "t":
            yield child.text or ""
            continue
        yield _DOCX_BREAKS.get(name, "")
        yield from _docx_parts(child)
        if name == "p":
            yield "\n"


def _odt_parts(element: Element, *, inside: bool = False) -> Iterator[str]:
    """Yield the text below an element, with a line end after each paragraph; only paragraphs have text."""
    if inside:
        yield _collapsed(element.text)
    for child in element:
        name = local_name(child)
        if name not in _ODT_SKIPPED:
            if name == "s":
                yield " " * min(int(child.get("c", "1")), 1000)
            yield _ODT_BREAKS.get(name, "")
            yield from _odt_parts(child, inside=inside or name in _ODT_PARAGRAPHS)
            if name in _ODT_PARAGRAPHS:
                yield "\n"
        if inside:
            yield _collapsed(child.tail)


def _collapsed(text: str | None) -> str:
    """Return a text with each run of blanks as one space, as OpenDocument prescribes."""
    return re.sub(r"[ \t\r\n]+", " ", text or "")
