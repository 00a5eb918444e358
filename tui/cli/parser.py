"""The command line. The app does not load it: it starts without what commands need."""

from __future__ import annotations

import argparse
from importlib.metadata import version
from pathlib import Path

from core.errors import RequestError
from tui.cli.arguments import (
    add_apply,
    add_engine,
    add_export,
    add_files,
    add_import,
    add_sample,
    add_train,
    add_which,
    score,
)
from tui.cli.commands import agreement, double, entities, guessers, jobs, projects, team
from tui.cli.commands import audit as auditing
from tui.cli.commands import backup as backing_up
from tui.cli.commands import decide as deciding
from tui.cli.commands import exchange as exchanging
from tui.cli.commands import notes as noting
from tui.cli.commands import report as reporting
from tui.cli.commands import train as training


class _Parser(argparse.ArgumentParser):
    """Say what is wrong in one line, like all our errors."""

    def error(self, message: str) -> None:  # type: ignore[override]  # it does not return, by raising
        raise RequestError(f"{message[0].upper()}{message[1:]}; '{self.prog} --help' says what is expected.")


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
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

    demo = command("demo", projects.demo, "Copy a sample project and open it.", project=False)
    demo.add_argument("name", nargs="?", metavar="NAME", help="name of the sample")
    demo.add_argument("--to", type=Path, metavar="FOLDER", help="folder to make; ./autotag-demo-NAME otherwise")
    demo.add_argument("--no-open", action="store_true", help="copy only")

    init = command("init", projects.init, "Make a project of a folder of texts.")
    init.add_argument(
        "--entity", action="append", default=[], metavar="NAME", help="add an entity: NAME, or NAME: DESCRIPTION"
    )
    init.add_argument("--shared", action="store_true", help="let the group of the folder work on the project")

    entities.add_arguments(command("entities", entities.entities, "Entities, their descriptions, colours and keys."))
    guessers.add_arguments(command("guessers", guessers.guessers, "Sources of suggestions that need no tags."))

    add_import(command("import", exchanging.import_, "Take texts and tags in, in one of many formats."))
    add_export(command("export", exchanging.export, "Write texts and tags, in one of many formats."))

    command("status", projects.status, "Files, tags per entity, suggestions, models, jobs, quota.")
    add_train(command("train", training.train, "Train a model on the tagged files, and wait for it."))

    models = command("models", training.models, "Models and their figures.")
    models.add_argument(
        "names", nargs="*", metavar="NAME", help="one model: metrics, confusions, guidance; several: side by side"
    )
    models.add_argument("--package", metavar="NAME", help="make an installable package of this model")
    models.add_argument(
        "--to", type=Path, default=Path(), metavar="FOLDER", help="where to put the package; here otherwise"
    )
    models.add_argument(
        "--register", metavar="PIPELINE", help="make a spaCy pipeline, by name or folder, the model NAME"
    )
    models.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="LABEL=ENTITY",
        help="entity of a label of the pipeline; LABEL= for none",
    )

    run_ = command("run", jobs.run, "Let a model tag files, and wait for it.")
    run_.add_argument("--model", required=True, metavar="M", help="a model, or guess:NAME for a guesser")
    run_.add_argument("--entity", action="append", metavar="E", help="only this entity; all otherwise")
    add_files(run_, "untagged (default), tagged, all, unassigned, the name of a file or a pattern")
    run_.add_argument(
        "--min-score",
        action="append",
        type=score,
        default=[],
        metavar="[E=]S",
        help="lowest score, 0 to 1; of one entity with E=",
    )
    run_.add_argument(
        "--without-guesses", action="store_true", help="run without the guesser or encoder where it cannot be reached"
    )
    add_engine(run_)
    run_.add_argument("--detach", action="store_true", help="do not wait for the job")

    add_apply(command("apply", _apply, "Tag a corpus outside a project with a model.", project=False))
    add_sample(command("sample", _sample, "Make a project of some records of a corpus.", project=False))
    command("jobs", jobs.jobs, "Jobs and their states.")
    for name, function, summary in (
        ("cancel", jobs.cancel, "Stop a job; what it has done stays."),
        ("resume", jobs.resume, "Let a job go on that did not come to its end."),
    ):
        command(name, function, summary).add_argument("job", metavar="JOB")

    accept = command("accept", deciding.accept, "Turn suggestions into tags.")
    add_which(accept)
    accept.add_argument("--rest", action="store_true", help="in all files that nobody has read to the end; tags say so")
    add_which(command("reject", deciding.reject, "Reject suggestions."))

    auditing.add_arguments(command("audit", auditing.audit, "How good the tags are, from a sample that is judged."))
    reporting.add_arguments(
        command("report", reporting.report, "Write a report on the project: one page, or Markdown.")
    )
    team.add_arguments(command("assign", team.assign, "Assign files to annotators, or show who has how many."))

    moved = command("moved", projects.moved, "List tags of texts that are gone, or give them to another text.")
    moved.add_argument("old", nargs="?", metavar="OLD", help="name of the text that is gone")
    moved.add_argument("new", nargs="?", metavar="NEW", help="name of the text that the tags belong to now")

    double.add_arguments(command("double", double.double, "Files that several people tag blindly."))
    agreement.add_arguments(command("agreement", agreement.agreement, "How well those people agree, and where not."))

    noting.add_arguments(command("notes", noting.notes, "Notes of people on files and on stretches of them."))

    restore = command("restore", projects.restore, "List big steps that can be taken back, or take one back.")
    restore.add_argument(
        "--from", dest="source", type=Path, metavar="FILE", help="make PROJECT, a new folder, of this backup"
    )
    restore.add_argument("step", nargs="?", metavar="STEP", help="id of the step to take back; lists them otherwise")

    backup = command("backup", backing_up.backup, "Write a project into one file, while others may work on it.")
    backup.add_argument("file", type=Path, metavar="FILE", help="zip file to write")

    quota = command("quota", projects.quota, "Text records used and left this month.", project=False)
    quota.add_argument("--limit", metavar="N", help="set the limit of text records a month, or none")

    completion = subparsers.add_parser(
        "completion", help="Print the completion script of a shell.", description=_COMPLETION
    )
    completion.add_argument("shell", choices=["bash", "zsh", "fish"])
    completion.set_defaults(function=lambda options: _print_completion(parser, options.shell))
    return parser


_COMPLETION = (
    'Print a script that completes commands and options. bash: eval "$(autotag completion bash)" in ~/.bashrc; '
    "zsh: the same with zsh in ~/.zshrc, after compinit; "
    "fish: autotag completion fish > ~/.config/fish/completions/autotag.fish."
)


def _print_completion(parser: argparse.ArgumentParser, shell: str) -> int:
    import shtab  # late: no other command needs it

    print(shtab.complete(parser, shell))
    return 0


def _apply(options: argparse.Namespace) -> int:
    from tui.cli.commands.apply import apply_command  # late: it loads spaCy, which no other command does

    return apply_command(options)


def _sample(options: argparse.Namespace) -> int:
    from tui.cli.commands.sample import sample_command  # late: it loads spaCy too

    return sample_command(options)
