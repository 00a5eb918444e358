"""The command `autotag`: opens the app or runs one command, turns errors into one line and an exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from core.errors import AutotagError, RequestError
from tui.cli.terminal import run_app

_NAMES = (
    "demo", "init", "entities", "guessers", "import", "export", "status", "train", "models", "run", "apply", "sample",
    "jobs", "cancel", "resume", "accept", "reject", "assign", "double", "agreement", "notes", "audit", "report",
    "backup", "restore", "moved", "quota", "completion",
)  # fmt: skip

_WITHOUT_PROJECT = ("demo", "quota", "completion")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program and end the process with its exit status."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """Run the program and return the exit status: 0 done, 1 the work failed, 2 the request was wrong."""
    try:
        return _dispatch(list(arguments))
    except AutotagError as error:
        _complain(str(error))
        return error.exit_status
    except KeyboardInterrupt:
        _complain("interrupted; a job that was submitted goes on.")
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody reads on: what is left goes nowhere
        return 1
    except Exception as error:  # noqa: BLE001 - a bug; its traceback is for those who mend it, not for the user
        from tui.shell.crash import kept

        _complain(kept(error))
        return 1


def _complain(sentence: str) -> None:
    """Say what went wrong. Nothing in the names and texts that it quotes can act on the terminal."""
    from tui.cli.printing import show  # late: the app's first frame need not wait for it

    show(f"autotag: {sentence}", file=sys.stderr)


def _is_a_folder(arguments: Sequence[str]) -> bool:
    """Return whether a lone word, such as `notes`, names a folder: as a command it would ask for one."""
    return len(arguments) == 1 and arguments[0] not in _WITHOUT_PROJECT and Path(arguments[0]).is_dir()


def _dispatch(arguments: list[str]) -> int:
    first = arguments[0] if arguments else ""
    if not first or (first not in _NAMES and not first.startswith("-")) or _is_a_folder(arguments):
        if len(arguments) > 1:
            raise RequestError(f"There is no command {first!r}; the commands are: {', '.join(_NAMES)}.")
        return run_app(Path(first).expanduser() if first else None)
    from tui.cli.parser import build_parser  # half of all that would be imported for the app's first frame

    options = build_parser().parse_args(arguments)
    status: int = options.function(options)
    return status
