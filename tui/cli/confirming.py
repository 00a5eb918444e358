"""Ask before a command changes much; where nobody can answer, want `--yes`."""

from __future__ import annotations

import sys

from core.errors import RequestError
from tui.cli.printing import show


def confirm(question: str, what: str) -> None:
    """Ask on the terminal.

    Args:
        question: for yes or no.
        what: the deed, to follow "Give --yes to".

    Raises:
        RequestError: the answer is no, or there is no terminal to ask on.
    """
    if not sys.stdin.isatty():
        raise RequestError(f"{question.replace(' Go on?', '')} Give --yes to {what}.")
    show(f"{question} [y/N] ", end="", file=sys.stderr)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise RequestError("Nothing was done.")
