"""Text of RTF documents. Objects and pictures in them are left out."""

from __future__ import annotations

from importlib.metadata import version

from striprtf.striprtf import rtf_to_text

from core.formats.documents.extract import Extract, cleaned


def extract(content: bytes) -> Extract:
    """Read the text."""
    text = rtf_to_text(content.decode("cp1252", "replace"), errors="replace")
    return Extract(f"striprtf {version('striprtf')}", cleaned(str(text)))
