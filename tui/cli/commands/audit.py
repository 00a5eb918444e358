"""The command `audit`: how good the tags of a project are, from a sample that people judge."""

from __future__ import annotations

import argparse
import json
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from core.domain.audit.estimating import Estimate
from core.domain.audit.figures import Figure, Report
from core.domain.audit.judging import Judgement, Verdict
from core.domain.audit.sampling import Audit, Kind
from core.domain.wording import counted
from core.errors import RequestError
from core.services.audit.drawing import MOST_OF_A_KIND, start_audit
from core.services.audit.judging import OpenAudit, Question
from tui.cli.opening import open_project
from tui.cli.output import print_json
from tui.cli.printing import show

METHOD = (
    "stratified ratio estimates (Cochran 1977) with Wilson intervals on the effective sample size; see docs/audit.md"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `audit`."""
    parser.add_argument("audit", nargs="?", default="", metavar="ID", help="an audit; the latest otherwise")
    parser.add_argument("--start", action="store_true", help="draw the sample of a new audit")
    parser.add_argument("--seed", type=int, metavar="N", help="of the random numbers; any otherwise")
    for kind, what in (("--tags", "tags"), ("--suggestions", "suggestions"), ("--stretches", "stretches of text")):
        parser.add_argument(
            kind, type=int, default=MOST_OF_A_KIND, metavar="N", help=f"{what} to draw, {MOST_OF_A_KIND} otherwise"
        )
    parser.add_argument("--queue", action="store_true", help="print what is left to judge, one JSON object a line")
    parser.add_argument("--judge", type=Path, metavar="FILE", help="take judgements in, one JSON object a line")


def audit(options: Namespace) -> int:
    """Start an audit, take judgements in, or show what the judgements say."""
    project = open_project(options)
    if options.start:
        if options.audit:
            raise RequestError("A new audit gets its id by itself; leave ID out with --start.")
        started = start_audit(
            project, seed=options.seed, tags=options.tags, suggestions=options.suggestions, stretches=options.stretches
        )
        opened = OpenAudit(project, started.id)
    else:
        opened = OpenAudit(project, options.audit)
    if options.judge:
        opened.judge_all(_read_judgements(options.judge))
    if options.queue:
        for question in opened.open_questions():
            print(json.dumps(_question_document(question)))
    elif options.json:
        print_json(_document(opened.audit, opened.report()))
    else:
        _print(opened.audit, opened.report())
    return 0


def _read_judgements(path: Path) -> list[Judgement]:
    """Return the judgements of a file of JSON Lines.

    Raises:
        RequestError: it cannot be read, or a line is no judgement.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise RequestError(f"{path} cannot be read as UTF-8: {error}.") from error
    return [_judgement(line, f"{path}:{number}") for number, line in enumerate(lines, 1) if line.strip()]


def _judgement(line: str, where: str) -> Judgement:
    try:
        written = json.loads(line)
        if "missing" in written:
            return Judgement(int(written["unit"]), Verdict.MISSING, tuple(map(str, written["missing"])))
        entities = (str(written["entity"]),) if "entity" in written else ()
        return Judgement(int(written["unit"]), Verdict(written["verdict"]), entities)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise RequestError(f"{where} is no judgement ({error}); docs/audit.md shows how one looks.") from error


def _question_document(question: Question) -> dict[str, Any]:
    """Return a unit as JSON: nothing tells who tagged it, how, and with which score."""
    unit = question.unit
    return {
        "unit": question.number,
        "kind": Kind.STRETCH if unit.kind is Kind.STRETCH else Kind.TAG,
        "file": unit.name,
        "start": unit.start,
        "end": unit.end,
        "text": question.document.text[unit.start : unit.end],
        "entity": unit.entity,
        "tags": [asdict(span) for span in unit.tags],
    }


def _document(audit: Audit, report: Report) -> dict[str, Any]:
    return {
        "id": audit.id,
        "at": audit.at,
        "by": audit.by,
        "seed": audit.seed,
        "model": audit.model,
        "strata": {
            stratum: {"kind": stratum.kind, "size": sum(sizes.values()), "judged": report.judged[stratum]}
            for stratum, sizes in audit.sizes.items()
        },
        **figures_document(report.total),
        "entities": {name: figures_document(figures) for name, figures in report.entities.items()},
        "more": {figure: more and asdict(more) for figure, more in report.more.items()},
        "method": METHOD,
    }


def figures_document(figures: Mapping[Figure, Estimate]) -> dict[str, Any]:
    """Return figures as JSON; null what is not known."""
    return {
        figure: {"value": each.value, "interval": [each.low, each.high]} if each.value is not None else None
        for figure, each in figures.items()
    }


def _print(audit: Audit, report: Report) -> None:
    drawn = {kind: sum(unit.kind is kind for unit in audit.units) for kind in Kind}
    done = ", ".join(f"{report.judged_of(k)} of {counted(count, k)}" for k, count in drawn.items() if count)
    model = f", model {audit.model}" if audit.model else ""
    show(f"Audit {audit.id}, drawn by {audit.by} with seed {audit.seed}{model}: {done} judged.")
    show(f"{'':<24}{'Precision':<20}{'Recall':<20}F1")
    for name, figures in {"all": report.total, **report.entities}.items():
        show(f"{name:<24}{''.join(f'{each!s:<20}' for each in figures.values())}".rstrip())
    if report.sentence:
        show(report.sentence)
    show(f"95 % intervals: {METHOD}.")
