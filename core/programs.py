"""Programs of this environment that run in a process of their own."""

from __future__ import annotations

import sys


def command_of(module: str, *arguments: str) -> list[str]:
    """Return the command that runs a module with this interpreter.

    The folder that it is started in, which may be a project of a stranger's, is not searched for modules (-P): one that
    is called `json.py` there would be run.
    """
    return [sys.executable, "-P", "-m", module, *arguments]
