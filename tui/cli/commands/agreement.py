"""The command `agreement`: how well annotators agree who tagged the same files blindly."""

from __future__ import annotations

import argparse
import sys
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from core.domain.team.agreement import Agreement, Measures
from core.domain.wording import counted
from core.services.team.agreement import AgreementReport, Disagreement, measure_agreement
from tui.cli.opening import open_project
from tui.cli.output import print_json
from tui.cli.printing import show

_FIGURES = {"strict": "strict F1", "overlapping": "overlapping F1", "kappa": "kappa", "alpha": "alpha"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `agreement`."""
    parser.add_argument("--entity", default="", metavar="E", help="compare tags of this entity only")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of the bootstrap")


def agreement(options: Namespace) -> int:
    """Show how well annotators agree."""
    report = measure_agreement(open_project(options), options.entity, seed=options.seed)
    if options.json:
        print_json(document(report))
    else:
        _print(report)
    for failure in report.left_out:
        show(f"autotag: left out {failure.name}: {failure.reason}", file=sys.stderr)
    return 1 if report.left_out else 0


def document(report: AgreementReport) -> dict[str, Any]:
    """Return the agreement as JSON shows it."""
    found = report.agreement
    return {
        "files": found.files,
        "waiting": report.waiting,
        "tokens": found.tokens,
        "total": asdict(found.total),
        "pairs": [{"annotators": list(pair), **asdict(measures)} for pair, measures in found.pairs.items()],
        "entities": {entity: asdict(measures) for entity, measures in found.entities.items()},
        "days": {day: asdict(measures) for day, measures in found.days.items()},
        "otherwise": [
            {"annotators": [one, other], "entities": [first, second], "count": count}
            for (one, other, first, second), count in found.confusions.items()
        ],
        "disagreements": [_disagreement(each) for each in report.disagreements],
        "left_out": [asdict(failure) for failure in report.left_out],
    }


def _disagreement(found: Disagreement) -> dict[str, Any]:
    place = found.place
    versions = {name: [asdict(span) for span in spans] for name, spans in found.versions.items()}
    return {
        "name": place.name,
        "line": found.line,
        "start": place.start,
        "end": place.end,
        "text": place.text,
        "versions": versions,
    }


def _print(report: AgreementReport) -> None:
    found = report.agreement
    waiting = f"; {counted(report.waiting, 'file')} not done by all" if report.waiting else ""
    show(f"{counted(found.files, 'file')}, {counted(found.tokens, 'token')} compared{waiting}.")
    if not found.files:
        return
    _print_figures(found)
    if found.confusions:
        show("")
        show("Tagged otherwise")
        for (one, other, first, second), count in found.confusions.items():
            show(f"{count:>6,}  {one}: {first or 'nothing'}; {other}: {second or 'nothing'}")
    if report.disagreements:
        show("")
        show(counted(len(report.disagreements), "disagreement"))
    for each in report.disagreements:
        _, text, _ = each.place.in_line
        show(f"{each.place.name}:{each.line}  [{text}]  {each.place.note}")


def _print_figures(found: Agreement) -> None:
    parts: dict[str, Mapping[str, Measures]] = {
        "": {"all": found.total},
        "Pairs": {" and ".join(pair): measures for pair, measures in found.pairs.items()},
        "Entities": found.entities,
        "Days": found.days,
    }
    width = max(len(name) for part in parts.values() for name in part)
    show("")
    show(f"{'':<{width}}  " + "".join(f"{title:<17}" for title in _FIGURES.values()) + "tags")
    for heading, part in parts.items():
        if heading in ("Pairs", "Days") and len(part) < 2:
            continue  # it would say the same as the line of all
        if heading:
            show("")
            show(heading)
        for name, measures in part.items():
            figures = "".join(f"{getattr(measures, each)!s:<17}" for each in _FIGURES)
            show(f"{name:<{width}}  {figures}{measures.spans:,}")
