"""Text of e-mails: the headers that a reader sees, and the body."""

from __future__ import annotations

import platform
from email import message_from_bytes, policy
from email.message import MIMEPart
from typing import cast

from core.formats.documents.extract import Extract, UnreadableError, cleaned

_HEADERS = ("From", "To", "Cc", "Date", "Subject")


def extract(content: bytes) -> Extract:
    """Read the headers and the body, its plain form if it has one; attachments are listed as losses.

    Raises:
        UnreadableError: the body is HTML, and the library for it is missing.
    """
    message = message_from_bytes(content, policy=policy.default)
    headers = [f"{name}: {message[name]}" for name in _HEADERS if message[name]]
    body = message.get_body(("plain", "html"))
    text = _text_of(body) if body is not None else ""
    losses = [("attachment", part.get_filename() or part.get_content_type()) for part in message.iter_attachments()]
    return Extract(f"Python {platform.python_version()}", cleaned("\n".join(headers) + "\n\n" + text), losses=losses)


def _text_of(part: MIMEPart) -> str:
    try:
        text = str(part.get_content())
    except (LookupError, UnicodeError):
        text = cast("bytes", part.get_payload(decode=True) or b"").decode("utf-8", "replace")
    if part.get_content_subtype() != "html":
        return text
    try:
        from core.formats.documents.html import text_of
    except ImportError as error:
        raise UnreadableError(
            "has a body of HTML, which needs the library selectolax; install it with: pip install 'autotag[documents]'"
        ) from error
    return text_of(text)
