"""What the command line understands. Loaded for commands only: the app starts without what they need."""

from __future__ import annotations

import argparse
import os
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path

from core.domain.models.model import Recipe
from core.domain.models.splits import SplitKind
from core.errors import RequestError
from core.services import exchange
from tui.cli import commands, entities, exchanging, guessers


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, as all our errors."""

    def error(self, message: str) -> None:  # type: ignore[override]  # it does not return, by raising
        raise RequestError(f"{message[0].upper()}{message[1:]}; '{self.prog} --help' says what is expected.")


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
    init.add_argument(
        "--entity", action="append", default=[], metavar="NAME", help="add an entity: NAME, or NAME: DESCRIPTION"
    )
    init.add_argument("--shared", action="store_true", help="let the group of the folder work on the project")

    entities_ = command("entities", entities.entities, "Entities and their descriptions.")
    entities_.add_argument("--add", action="append", default=[], metavar="NAME[: DESCRIPTION]", help="add an entity")
    entities_.add_argument(
        "--describe",
        action="append",
        default=[],
        metavar="NAME: DESCRIPTION",
        help="say what counts as an entity, and what does not; NAME: removes the description",
    )

    guessers.add_arguments(command("guessers", guessers.guessers, "Sources of suggestions that need no tags."))

    _add_import(command("import", exchanging.import_, "Take texts and tags in, in one of many formats."))
    _add_export(command("export", exchanging.export, "Write texts and tags, in one of many formats."))

    command("status", commands.status, "Files, tags per entity, suggestions, models, jobs, quota.")
    _add_train(command("train", commands.train, "Train a model on the tagged files, and wait for it."))

    models = command("models", commands.models, "Models and their figures.")
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

    run_ = command("run", commands.run, "Let a model tag files, and wait for it.")
    run_.add_argument("--model", required=True, metavar="M", help="a model, or guess:NAME for a guesser")
    run_.add_argument("--entity", action="append", metavar="E", help="only this entity; all otherwise")
    _add_files(run_, "untagged (default), tagged, all, or the name of a file")
    run_.add_argument(
        "--min-score",
        action="append",
        type=_score,
        default=[],
        metavar="[E=]S",
        help="lowest score, 0 to 1; of one entity with E=",
    )
    run_.add_argument(
        "--without-guesses", action="store_true", help="run without the guesser of the model where it cannot be reached"
    )
    run_.add_argument("--detach", action="store_true", help="do not wait for the job")

    _add_apply(command("apply", _apply, "Tag a corpus outside a project with a model.", project=False))
    command("jobs", commands.jobs, "Jobs and their states.")
    for name, function, summary in (
        ("cancel", commands.cancel, "Stop a job; what it has done stays."),
        ("resume", commands.resume, "Let a job go on that did not come to its end."),
    ):
        command(name, function, summary).add_argument("job", metavar="JOB")

    _add_which(command("accept", commands.accept, "Turn suggestions into tags."))
    _add_which(command("reject", commands.reject, "Reject suggestions."))

    moved = command("moved", commands.moved, "List tags of texts that are gone, or give them to another text.")
    moved.add_argument("old", nargs="?", metavar="OLD", help="name of the text that is gone")
    moved.add_argument("new", nargs="?", metavar="NEW", help="name of the text that the tags belong to now")

    restore = command("restore", commands.restore, "List big steps that can be taken back, or take one back.")
    restore.add_argument("step", nargs="?", metavar="STEP", help="id of the step to take back; lists them otherwise")

    quota = command("quota", commands.quota, "Text records used and left this month.", project=False)
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


_IMPORT_EXAMPLES = """examples:
  autotag import loans labels.json --dry-run         what would come of an Azure project
  autotag import loans corpus/ --overlaps longest    a folder of brat or spaCy files
  autotag import loans tokens.tsv --tag-column 4     tags in the fourth column
  zcat all.jsonl.gz | autotag import loans -         from standard input
"""

_EXPORT_EXAMPLES = """examples:
  autotag export loans all.jsonl --reviewed          only what nobody has to look at any more
  autotag export loans corpus --format spacy         a folder with train.spacy and dev.spacy
  autotag export loans - --format csv | cut -d, -f4  to standard output
"""


def _with_examples(parser: argparse.ArgumentParser, examples: str) -> None:
    parser.epilog = examples
    parser.formatter_class = argparse.RawDescriptionHelpFormatter


def _add_import(import_: argparse.ArgumentParser) -> None:
    _with_examples(import_, _IMPORT_EXAMPLES)
    import_.add_argument("file", type=Path, metavar="FILE", help="file or folder to read; - for standard input")
    formats = ", ".join(exchange.format_names())
    import_.add_argument(
        "--format",
        choices=exchange.format_names(),
        metavar="F",
        help=f"{formats}; recognised by the content otherwise",
    )
    import_.add_argument(
        "--overlaps",
        choices=_values(exchange.Overlaps),
        help="what to take of spans that overlap; a text that has some is refused otherwise",
    )
    import_.add_argument("--dry-run", action="store_true", help="write nothing, say what would come")
    import_.add_argument("--strict", action="store_true", help="import nothing if anything is refused")
    import_.add_argument(
        "--keep-blanks", action="store_true", help="keep blanks and line ends at the edges of tags; trimmed otherwise"
    )
    import_.add_argument(
        "--glob",
        default="",
        metavar="PATTERN",
        help="take the files of folder FILE that match as texts: '*.md', '**/*.log'",
    )
    import_.add_argument("--texts", type=Path, metavar="DIR", help="look here for texts that FILE only names")
    import_.add_argument(
        "--token-column", default="", metavar="C", help="header or number of the column of tokens; found otherwise"
    )
    import_.add_argument(
        "--tag-column", default="", metavar="C", help="header or number of the column of tags; found otherwise"
    )


def _add_export(export: argparse.ArgumentParser) -> None:
    _with_examples(export, _EXPORT_EXAMPLES)
    export.add_argument("file", type=Path, metavar="FILE", help="file or folder to write; - for standard output")
    formats = ", ".join(exchange.written_format_names())
    export.add_argument(
        "--format",
        choices=exchange.written_format_names(),
        metavar="F",
        help=f"{formats}; by the ending of FILE otherwise",
    )
    export.add_argument("--suggestions", action="store_true", help="write suggestions too")
    export.add_argument("--reviewed", action="store_true", help="only tagged files with nothing left to decide")
    export.add_argument("--corrected", action="store_true", help="only files in which suggestions were corrected")
    export.add_argument("--by", nargs="+", action="extend", metavar="NAME", help="only tags that these people decided")
    export.add_argument("--entities", nargs="+", action="extend", metavar="E", help="only these entities")
    export.add_argument("--raw", action="store_true", help="write CSV cells that begin with = + - @ as they are")
    _add_files(export, "only these files")


def _add_train(train: argparse.ArgumentParser) -> None:
    train.add_argument("--name", required=True, metavar="M", help="name of the model")
    train.add_argument("--recipe", choices=_values(Recipe), default=Recipe.FAST.value)
    train.add_argument(
        "--base", default="", metavar="PIPELINE", help="an installed spaCy pipeline, or guess:NAME, to build on"
    )
    train.add_argument("--split", choices=_values(SplitKind), help="cross below 50 tagged files, auto from 50 on")
    train.add_argument("--test-share", type=int, default=20, metavar="PERCENT", help="for the split auto")
    train.add_argument("--seed", type=int, default=0, metavar="N", help="of the division of files")
    train.add_argument("--budget", type=float, default=6.0, metavar="S", help="seconds for choosing features")
    train.add_argument(
        "--undecided", action="store_true", help="learn untagged text in partly decided files as no entity"
    )
    train.add_argument("--yes", action="store_true", help="overwrite a model, delete suggestions, without asking")
    train.add_argument("--detach", action="store_true", help="do not wait for the job")


_APPLY_EXAMPLES = """examples:
  autotag apply loans:first archive/ --output spans.jsonl       all text, JSON Lines, CSV and Parquet below a folder
  autotag apply loans:first 'logs/*.jsonl.gz' --text-field message --output out --part-size 10000
  echo "Ann Lee paid 5 pounds" | autotag apply loans:first -    one text, as JSON on standard output
"""


def _add_apply(apply: argparse.ArgumentParser) -> None:
    _with_examples(apply, _APPLY_EXAMPLES)
    apply.add_argument("model", metavar="MODEL", help="PROJECT:NAME, the folder of a pipeline, or an installed package")
    apply.add_argument(
        "inputs", nargs="+", metavar="INPUT", help="file, folder, glob or address (s3://...); - for standard input"
    )
    apply.add_argument(
        "--output",
        default="-",
        metavar="OUT",
        help=".jsonl, .csv (also .gz or .zst) or .parquet; standard output otherwise",
    )
    apply.add_argument("--text-field", default="text", metavar="F", help="field or column that holds the text")
    apply.add_argument("--id-field", default="id", metavar="F", help="field or column that holds the id")
    apply.add_argument("--entity", action="append", metavar="E", help="only this entity; all otherwise")
    apply.add_argument(
        "--min-score",
        action="append",
        type=_score,
        default=[],
        metavar="[E=]S",
        help="lowest score, 0 to 1; of one entity with E=; as trained otherwise",
    )
    apply.add_argument(
        "--without-guesses", action="store_true", help="tag without the guesser that the model learned with"
    )
    apply.add_argument("--with-text", action="store_true", help="write the texts too")
    apply.add_argument("--part-size", type=int, metavar="N", help="write parts of N records to the folder OUT")
    apply.add_argument("--part-ending", default=".jsonl", metavar="S", help="kind of the parts; .spacy too")
    apply.add_argument("--strict", action="store_true", help="stop at the first record that cannot be read")
    apply.add_argument("--engine", choices=["local", "dask"], default="local", help="this machine, or a Dask cluster")
    apply.add_argument("--scheduler", default="", metavar="ADDRESS", help="of the Dask cluster: tcp://HOST:PORT")
    apply.add_argument("--scheduler-file", default="", metavar="FILE", help="file that the Dask scheduler wrote")
    apply.add_argument("--workers", type=int, default=0, metavar="N", help="start a Dask cluster on this machine")
    apply.add_argument("--processes", type=int, default=os.cpu_count() or 1, metavar="N", help="all cores otherwise")


def _apply(options: argparse.Namespace) -> int:
    from tui.cli.applying import apply_command  # late: it loads spaCy, which no other command does

    return apply_command(options)


def _values(kind: type[StrEnum]) -> list[str]:
    """What may be given, as it is written: complaints and help show it so."""
    return [member.value for member in kind]


def _score(given: str) -> tuple[str, float]:
    """A lowest score and the entity that it is for, which is empty for all."""
    entity, _, number = given.rpartition("=")
    return entity, _number(number)


def _number(given: str) -> float:
    try:
        return float(given)
    except ValueError:
        raise argparse.ArgumentTypeError(f"a lowest score is a number from 0 to 1, not {given!r}") from None


def _add_which(parser: argparse.ArgumentParser) -> None:
    _add_files(parser, "the name of a file; all files otherwise")
    parser.add_argument("--entity", action="append", default=[], metavar="E", help="only suggestions of this entity")
    parser.add_argument("--text", action="append", default=[], metavar="T", help="only suggestions that say this")
    parser.add_argument("--min-score", type=_number, metavar="S", help="lowest score, 0 to 1")
    parser.add_argument("--max-score", type=_number, metavar="S", help="highest score, 0 to 1")
    parser.add_argument("--dry-run", action="store_true", help="change nothing, say how many there are")


def _add_files(parser: argparse.ArgumentParser, meaning: str) -> None:
    parser.add_argument("--files", nargs="+", action="extend", metavar="FILES", help=meaning)
