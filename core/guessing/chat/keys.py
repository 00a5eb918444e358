"""API keys: read where the user keeps them, held in memory, removed from every sentence."""

from __future__ import annotations

import os
from pathlib import Path

from core.errors import WorkError


def read_key(source: str) -> str:
    """Return the key that `env:VARIABLE` or `file:PATH` names; an empty string if no source is named.

    Raises:
        WorkError: the variable is not set, or the file cannot be read or is empty.
    """
    kind, _, place = source.partition(":")
    if kind == "env":
        key = os.environ.get(place, "").strip()
        if not key:
            raise WorkError(
                f"The variable {place} with the key is not set; set it, end the worker, and resume the job."
            )
        return key
    if kind == "file":
        try:
            key = Path(place).expanduser().read_text("utf-8").strip()
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "it is no text"
            raise WorkError(f"The file {place} with the key cannot be read: {reason}.") from None
        if not key or "\n" in key:
            raise WorkError(f"The file {place} must hold the key on one line, and nothing else.")
        return key
    return ""


def without_key(sentence: str, key: str) -> str:
    """Return a sentence, which may quote a server, without the key."""
    return sentence.replace(key, "[key]") if key else sentence
