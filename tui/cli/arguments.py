"""Arguments of the commands that take many of them."""

from __future__ import annotations

import argparse
import os
from enum import StrEnum
from pathlib import Path

from core.domain.models.model import Recipe
from core.domain.models.splits import SplitKind
from core.domain.project.cluster import Cluster
from core.services import exchange

_IMPORT_EXAMPLES = """examples:
  autotag import loans labels.json --dry-run         what would come of an Azure project
  autotag import loans corpus/ --overlaps longest    a folder of brat or spaCy files
  autotag import loans contracts/                    texts of PDF, DOCX, ODT, RTF, HTML and e-mail
  autotag import loans tokens.tsv --tag-column 4     tags in the fourth column
  zcat all.jsonl.gz | autotag import loans -         from standard input
"""


_EXPORT_EXAMPLES = """examples:
  autotag export loans all.jsonl --reviewed          only what nobody has to look at any more
  autotag export loans corpus --format spacy         a folder with train.spacy and dev.spacy
  autotag export loans - --format csv | cut -d, -f4  to standard output
"""


def with_examples(parser: argparse.ArgumentParser, examples: str) -> None:
    """Let the help end with examples."""
    parser.epilog = examples
    parser.formatter_class = argparse.RawDescriptionHelpFormatter


def add_import(import_: argparse.ArgumentParser) -> None:
    """Add the arguments of `import`."""
    with_examples(import_, _IMPORT_EXAMPLES)
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


def add_export(export: argparse.ArgumentParser) -> None:
    """Add the arguments of `export`."""
    with_examples(export, _EXPORT_EXAMPLES)
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
    export.add_argument(
        "--without-unread",
        action="store_true",
        help="leave out tags accepted with the rest in files that nobody has read",
    )
    export.add_argument("--by", nargs="+", action="extend", metavar="NAME", help="only tags that these people decided")
    export.add_argument("--entities", nargs="+", action="extend", metavar="E", help="only these entities")
    export.add_argument("--raw", action="store_true", help="write CSV cells that begin with = + - @ as they are")
    add_files(export, "only these files")


def add_train(train: argparse.ArgumentParser) -> None:
    """Add the arguments of `train`."""
    train.add_argument("--name", required=True, metavar="M", help="name of the model")
    train.add_argument("--recipe", choices=_values(Recipe), default=Recipe.FAST.value)
    train.add_argument(
        "--base", default="", metavar="PIPELINE", help="an installed spaCy pipeline, guess:NAME, or encoder:FOLDER"
    )
    train.add_argument("--split", choices=_values(SplitKind), help="cross below 50 tagged files, auto from 50 on")
    train.add_argument("--test-share", type=int, default=20, metavar="PERCENT", help="for the split auto")
    train.add_argument("--seed", type=int, default=0, metavar="N", help="of the division of files")
    train.add_argument("--budget", type=float, default=6.0, metavar="S", help="seconds for choosing features")
    train.add_argument(
        "--undecided", action="store_true", help="learn untagged text in partly decided files as no entity"
    )
    train.add_argument("--yes", action="store_true", help="overwrite a model, delete suggestions, without asking")
    add_engine(train)
    train.add_argument("--detach", action="store_true", help="do not wait for the job")


_APPLY_EXAMPLES = """examples:
  autotag apply loans:first archive/ --output spans.jsonl       all text, JSON Lines, CSV and Parquet below a folder
  autotag apply loans:first 'logs/*.jsonl.gz' --text-field message --output out --part-size 10000
  echo "Ann Lee paid 5 pounds" | autotag apply loans:first -    one text, as JSON on standard output
"""


def add_apply(apply: argparse.ArgumentParser) -> None:
    """Add the arguments of `apply`."""
    with_examples(apply, _APPLY_EXAMPLES)
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
        type=score,
        default=[],
        metavar="[E=]S",
        help="lowest score, 0 to 1; of one entity with E=; as trained otherwise",
    )
    apply.add_argument(
        "--without-guesses",
        action="store_true",
        help="tag without the guesser that the model learned with, or an encoder that cannot be used",
    )
    apply.add_argument("--with-text", action="store_true", help="write the texts too")
    apply.add_argument("--part-size", type=int, metavar="N", help="write parts of N records to the folder OUT")
    apply.add_argument("--part-ending", default=".jsonl", metavar="S", help="kind of the parts; .spacy too")
    apply.add_argument("--strict", action="store_true", help="stop at the first record that cannot be read")
    add_engine(apply)
    apply.add_argument("--processes", type=int, default=os.cpu_count() or 1, metavar="N", help="all cores otherwise")


_SAMPLE_EXAMPLES = """examples:
  autotag sample 'logs/*.jsonl.gz' trial --text-field message --entity Person    500 records at random
  autotag sample corpus.parquet second --model trial:first --count 100           those that a model doubts the most
"""


def add_sample(sample: argparse.ArgumentParser) -> None:
    """Add the arguments of `sample`."""
    with_examples(sample, _SAMPLE_EXAMPLES)
    sample.add_argument("inputs", nargs="+", metavar="CORPUS", help="as the inputs of apply")
    sample.add_argument("project", type=Path, metavar="PROJECT", help="folder to make, or an empty one")
    sample.add_argument("--count", type=int, default=500, metavar="N", help="number of records, 500 otherwise")
    sample.add_argument("--model", default="", metavar="M", help="draw what this model doubts; as the model of apply")
    sample.add_argument("--seed", type=int, default=0, metavar="N", help="the same seed draws the same records")
    sample.add_argument(
        "--entity", action="append", default=[], metavar="NAME", help="add an entity: NAME, or NAME: DESCRIPTION"
    )
    sample.add_argument("--text-field", default="text", metavar="F", help="field or column that holds the text")
    sample.add_argument("--id-field", default="id", metavar="F", help="field or column that holds the id")
    sample.add_argument("--processes", type=int, default=os.cpu_count() or 1, metavar="N", help="all cores otherwise")
    sample.add_argument("--without-guesses", action="store_true", help="as for apply")


def _values(kind: type[StrEnum]) -> list[str]:
    """Return the values that may be given, as complaints and help show them."""
    return [member.value for member in kind]


def score(given: str) -> tuple[str, float]:
    """Return a lowest score after its entity, which is empty for all."""
    entity, _, number = given.rpartition("=")
    return entity, _number(number)


def _number(given: str) -> float:
    try:
        return float(given)
    except ValueError:
        raise argparse.ArgumentTypeError(f"a lowest score is a number from 0 to 1, not {given!r}") from None


def add_which(parser: argparse.ArgumentParser) -> None:
    """Add arguments that choose suggestions."""
    add_files(parser, "the name of a file; all files otherwise")
    parser.add_argument("--entity", action="append", default=[], metavar="E", help="only suggestions of this entity")
    parser.add_argument("--text", action="append", default=[], metavar="T", help="only suggestions that say this")
    parser.add_argument("--min-score", type=_number, metavar="S", help="lowest score, 0 to 1")
    parser.add_argument("--max-score", type=_number, metavar="S", help="highest score, 0 to 1")
    parser.add_argument("--dry-run", action="store_true", help="change nothing, say how many there are")


def add_engine(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that say where the work is done."""
    parser.add_argument("--engine", choices=["local", "dask"], default="local", help="this machine, or a Dask cluster")
    parser.add_argument("--scheduler", default="", metavar="ADDRESS", help="of the Dask cluster: tcp://HOST:PORT")
    parser.add_argument("--scheduler-file", default="", metavar="FILE", help="file that the Dask scheduler wrote")
    parser.add_argument("--workers", type=int, default=0, metavar="N", help="start a Dask cluster on this machine")


def cluster_of(options: argparse.Namespace) -> Cluster | None:
    """Return the cluster that the arguments name; None for this machine."""
    if options.engine == "local":
        return None
    # A job has another working directory.
    file = str(Path(options.scheduler_file).absolute()) if options.scheduler_file else ""
    return Cluster(options.scheduler, file, options.workers)


def add_files(parser: argparse.ArgumentParser, meaning: str) -> None:
    """Add `--files`."""
    parser.add_argument("--files", nargs="+", action="extend", metavar="FILES", help=meaning)
