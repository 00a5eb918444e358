"""A record of input that was dropped, to find out why a terminal behaves oddly."""

from __future__ import annotations

import os
import time
from collections import Counter
from contextlib import suppress

from core.settings import home

_LARGEST = 64_000
"""Bytes after which the record begins again."""

_MOST_KINDS = 40


def log_dropped(dropped: Counter[str]) -> None:
    """Append what was dropped to `input.log` in the data folder: kinds and counts, and nothing of the contents."""
    if not dropped:
        return
    kinds = ", ".join(f"{count} {kind!a}" for kind, count in dropped.most_common(_MOST_KINDS))
    path = home() / "input.log"
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        mode = "a" if path.exists() and path.stat().st_size < _LARGEST else "w"
        with path.open(mode, encoding="utf-8") as stream:
            stream.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} TERM={os.environ.get('TERM', '')!a}: {kinds}\n")
