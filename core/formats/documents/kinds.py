"""Recognise documents by their content."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

LIBRARIES = {"pdf": "pypdf", "html": "selectolax", "rtf": "striprtf", "docx": "", "odt": "", "eml": ""}
"""By kind, the library that it needs beyond Python's own."""

PROTECTED = "protected"
"""Kind of an old office document, or of one that a password protects; neither can be read."""

_START = 1 << 13
_PDF_START = 1024
"""A PDF's header may follow this many bytes of something else."""

_HTML = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]*):[^\n]*\n(?:[ \t][^\n]*\n)*")
_MAIL_HEADERS = frozenset(
    {"from", "to", "subject", "date", "received", "return-path", "message-id", "mime-version", "delivered-to"}
)


def kind_of_document(path: Path) -> str:
    """Name the kind of document that a file is; an empty string if it is none.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as stream:
        start = stream.read(_START)
    if b"%PDF-" in start[:_PDF_START]:
        return "pdf"
    if start.startswith(b"{\\rtf"):
        return "rtf"
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        return PROTECTED
    if start.startswith(b"PK\x03\x04"):
        return _kind_of_zip(path)
    encoding = "utf-16" if start.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    text = start.decode(encoding, "replace").replace("\r\n", "\n")
    if _HTML.match(text):
        return "html"
    return "eml" if _is_mail(text) else ""


def _kind_of_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        ending = path.suffix.lower().removeprefix(".")  # a damaged document is named as one
        return ending if ending in ("docx", "odt") else ""
    if "word/document.xml" in names:
        return "docx"
    return "odt" if {"content.xml", "META-INF/manifest.xml"} <= names and not _is_sheet(path) else ""


def _is_sheet(path: Path) -> bool:
    """Decide whether an OpenDocument file is a spreadsheet or slides; its first entry says so, unpacked."""
    with path.open("rb") as stream:
        start = stream.read(200)
    return b"opendocument." in start and b"opendocument.text" not in start


def _is_mail(text: str) -> bool:
    """Decide whether a text begins with the headers of an e-mail, two known ones among them."""
    names = set()
    at = 0
    while header := _HEADER.match(text, at):
        names.add(header[1].lower())
        at = header.end()
    return len(names & _MAIL_HEADERS) > 1
