"""The command `autotag`: parses arguments, runs one command, turns errors into one line and an exit status."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from core.domain.models import Recipe
from core.domain.splits import SplitKind
from core.errors import AutotagError, RequestError
from core.settings import home
from tui.cli import commands
from tui.cli.terminal import run_app

_NAMES = (
    "demo", "init", "import", "export", "status", "train", "models", "run", "jobs", "cancel", "resume",
    "accept", "reject", "quota",
)  # fmt: skip


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, as all our errors."""

    def error(self, message: str) -> None:  # type: ignore[override]  # it does not return, by raising
        raise RequestError(f"{message[0].upper()}{message[1:]}; '{self.prog} --help' says what is expected.")


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the program and ends the process with its exit status."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """Runs the program; gives the exit status: 0 done, 1 the work failed, 2 the request was wrong."""
    try:
        return _dispatch(list(arguments))
    except AutotagError as error:
        print(f"autotag: {error}", file=sys.stderr)
        return error.exit_status
    except KeyboardInterrupt:
        print("autotag: interrupted; a job that was submitted goes on.", file=sys.stderr)
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody reads on: what is left goes nowhere
        return 1
    except Exception as error:  # noqa: BLE001 - a bug; its traceback is for those who mend it, not for the user
        print(f"autotag: {_kept(error)}", file=sys.stderr)
        return 1


def _kept(error: Exception) -> str:
    """Keeps the traceback of an error of the program; gives a sentence that says where."""
    log = home() / "errors.log"
    with suppress(OSError):
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8", errors="backslashreplace") as stream:
            stream.write("".join(traceback.format_exception(error)))
    return f"an error of the program stopped it ({type(error).__name__}: {error}); the details are in {log}."


def _dispatch(arguments: list[str]) -> int:
    first = arguments[0] if arguments else ""
    if not first or (first not in _NAMES and not first.startswith("-")):
        if len(arguments) > 1:
            raise RequestError(f"There is no command {first!r}; the commands are: {', '.join(_NAMES)}.")
        return run_app(Path(first).expanduser() if first else None)
    options = build_parser().parse_args(arguments)
    status: int = options.function(options)
    return status


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    parser = _Parser(
        prog="autotag",
        description="Find entities in text: tag a few files, train, let the model tag the rest, review.",
        epilog="autotag [PROJECT] opens the full-screen app on a folder of .txt files.",
    )
    parser.add_argument("--version", action="version", version=f"autotag {version('autotag')}")
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=_Parser)

    def command(name: str, function: object, summary: str, *, project: bool = True) -> argparse.ArgumentParser:
        added = subparsers.add_parser(name, help=summary, description=summary)
        added.set_defaults(function=function)
        if project:
            added.add_argument("project", type=Path, metavar="PROJECT", help="folder with the texts")
        added.add_argument("--json", action="store_true", help="print machine-readable JSON")
        return added

    demo = command("demo", commands.demo, "Copy a sample project and open it.", project=False)
    demo.add_argument("name", nargs="?", metavar="NAME", help="name of the sample")
    demo.add_argument("--to", type=Path, metavar="FOLDER", help="folder to make; ./autotag-demo-NAME otherwise")
    demo.add_argument("--no-open", action="store_true", help="copy only")

    init = command("init", commands.init, "Make a project of a folder of texts.")
    init.add_argument("--entity", action="append", default=[], metavar="NAME", help="add an entity")

    import_ = command("import", commands.import_, "Take texts and tags in.")
    import_.add_argument("file", type=Path, metavar="FILE")
    import_.add_argument("--format", metavar="F", help="jsonl; recognised by the content otherwise")

    export = command("export", commands.export, "Write texts and tags to a file.")
    export.add_argument("file", type=Path, metavar="FILE")
    export.add_argument("--format", metavar="F", help="jsonl; by the file's ending otherwise")
    export.add_argument("--suggestions", action="store_true", help="write suggestions too")

    command("status", commands.status, "Files, tags per entity, suggestions, models, jobs, quota.")
    _add_train(command("train", commands.train, "Train a model on the tagged files, and wait for it."))

    models = command("models", commands.models, "Models and their figures.")
    models.add_argument("name", nargs="?", metavar="NAME", help="one model: metrics, confusions, guidance")

    run_ = command("run", commands.run, "Let a model tag files, and wait for it.")
    run_.add_argument("--model", required=True, metavar="M")
    run_.add_argument("--entity", action="append", metavar="E", help="only this entity; all otherwise")
    _add_files(run_, "untagged (default), tagged, all, or the name of a file")
    run_.add_argument("--min-score", type=float, metavar="S", help="lowest score, 0 to 1")
    run_.add_argument("--detach", action="store_true", help="do not wait for the job")

    command("jobs", commands.jobs, "Jobs and their states.")
    for name, function, summary in (
        ("cancel", commands.cancel, "Stop a job; what it has done stays."),
        ("resume", commands.resume, "Let a job go on that did not come to its end."),
    ):
        command(name, function, summary).add_argument("job", metavar="JOB")

    accept = command("accept", commands.accept, "Turn suggestions into tags.")
    _add_files(accept, "the name of a file; all files otherwise")
    accept.add_argument("--min-score", type=float, metavar="S", help="lowest score to accept, 0 to 1")
    _add_files(command("reject", commands.reject, "Reject suggestions."), "the name of a file; all files otherwise")

    quota = command("quota", commands.quota, "Text records used and left this month.", project=False)
    quota.add_argument("--limit", metavar="N", help="set the limit of text records a month, or none")
    return parser


def _add_train(train: argparse.ArgumentParser) -> None:
    train.add_argument("--name", required=True, metavar="M", help="name of the model")
    train.add_argument("--recipe", choices=list(Recipe), default=Recipe.FAST.value)
    train.add_argument("--base", default="", metavar="PIPELINE", help="an installed spaCy pipeline to build on")
    train.add_argument("--split", choices=list(SplitKind), help="cross below 50 tagged files, auto from 50 on")
    train.add_argument("--test-share", type=int, default=20, metavar="PERCENT", help="for the split auto")
    train.add_argument("--seed", type=int, default=0, metavar="N", help="of the division of files")
    train.add_argument("--budget", type=float, default=6.0, metavar="S", help="seconds for choosing features")
    train.add_argument("--yes", action="store_true", help="overwrite a model, delete suggestions, without asking")
    train.add_argument("--detach", action="store_true", help="do not wait for the job")


def _add_files(parser: argparse.ArgumentParser, meaning: str) -> None:
    parser.add_argument("--files", nargs="+", action="extend", metavar="FILES", help=meaning)
