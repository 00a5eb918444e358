"""Text of PDF documents."""

from __future__ import annotations

import io

import pypdf
from pypdf.errors import DependencyError

from core.domain.wording import counted
from core.formats.documents.extract import MOST_CHARACTERS, Extract, UnreadableError, cleaned


def extract(content: bytes) -> Extract:
    """Read the text of all pages; pages without text are listed as losses.

    Raises:
        UnreadableError: a password protects it, or no page has text.
    """
    reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
    _unlock(reader)
    found = Extract(f"pypdf {pypdf.__version__}")
    parts: list[str] = []
    length = 0
    for number, page in enumerate(reader.pages, start=1):
        text = _text_of(page, number, found)
        found.pages.append(length)
        if text:
            parts.append(text + "\n\n")
            length += len(parts[-1])
        if length > MOST_CHARACTERS:
            raise UnreadableError(f"has more than {MOST_CHARACTERS:,} characters; split it")
    found.text = "".join(parts)
    if not found.text:
        pages = counted(len(found.pages), "page")
        raise UnreadableError(f"has {pages} and no text; it is probably scanned: recognise its text (OCR) first")
    return found


def _unlock(reader: pypdf.PdfReader) -> None:
    """Open a document that needs no password to be read.

    Raises:
        UnreadableError: it needs one.
    """
    if not reader.is_encrypted:
        return
    try:
        opened = bool(reader.decrypt(""))
    except (DependencyError, NotImplementedError) as error:
        raise UnreadableError("is encrypted; save a copy without encryption") from error
    if not opened:
        raise UnreadableError("is protected by a password; save a copy without one")


def _text_of(page: pypdf.PageObject, number: int, found: Extract) -> str:
    try:
        text = cleaned(page.extract_text())
    except Exception as error:
        if isinstance(error, MemoryError):
            raise
        found.losses.append(("page that could not be read", f"page {number}"))
        return ""
    if not text.strip():
        found.losses.append(("page without text", f"page {number}, probably scanned"))
        return ""
    return text
