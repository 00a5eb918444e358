"""Errors of the program itself: one line for the user, and the traceback kept for those who mend it."""

from __future__ import annotations

import traceback
from contextlib import suppress

from core.settings import home


def kept(error: BaseException) -> str:
    """Keep the traceback of an error without variables, which may hold texts. Return a sentence that says where."""
    log = home() / "errors.log"
    with suppress(OSError):
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8", errors="backslashreplace") as stream:
            stream.write("".join(traceback.format_exception(error)))
    return f"an error of the program stopped it ({type(error).__name__}: {error}); the details are in {log}."
