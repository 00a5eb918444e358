"""Ask where to, and export files."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from core.domain.wording import counted
from core.services import exchange
from core.services.exchange import ExportReport
from tui.shell.screen import AutotagScreen

FORMATS = {
    "jsonl": "all that autotag knows, a line of JSON for each text",
    "csv": "a table of all tags, for spreadsheets",
    "conll": "a word and its tag in each line, four columns as in CoNLL-2003",
    "iob2": "a word and its tag in each line, two columns",
    "bioes": "a word and its tag in each line, ends of tags marked",
    "labelstudio": "for Label Studio",
    "doccano": "for doccano",
    "prodigy": "for Prodigy",
    "azure": "for Azure AI Language",
    "brat": "for brat: two files for each text",
    "webanno": "for WebAnno and INCEpTION",
    "spacy": "for training with spaCy",
    "gliner": "for training GLiNER",
    "huggingface": "for datasets of Hugging Face: lists of words and tags",
    "parquet": "for datasets of Hugging Face, as Parquet",
}
"""Formats with what they are for, the most usual first."""

_NAME = 13
"""Cells of a format's name."""


async def export_files(screen: AutotagScreen, names: Sequence[str] | None) -> None:
    """Ask for a format and a path, and write files there.

    Args:
        screen: that asks.
        names: of the files; None for all.
    """
    options = {f"{name:<{_NAME}}{said}": name for name, said in FORMATS.items()}
    option = await screen.question_bar.ask_choice("Format:", list(options))
    if not option:
        return
    chosen = options[option]
    ending = exchange.ending_of(chosen)
    answer = await screen.question_bar.ask_text("Export to:", f"{screen.project.folder}-{chosen}{ending}")
    if not answer:
        return
    path = Path(answer).expanduser()
    path = path if path.suffix else path.with_name(f"{path.name}{ending}")
    if path.exists() and not await screen.ask(f"{path.name} exists. Overwrite it?"):
        return
    loop = asyncio.get_running_loop()

    def show_count(number: int) -> None:
        if number % 50 == 0:
            loop.call_soon_threadsafe(screen.say, f"{counted(number, 'file')} written")

    selection = exchange.Selection(files=names)
    report = await screen.blocking(
        exchange.export_file, screen.project, path, chosen, selection=selection, progress=show_count
    )
    screen.say(_summary(report, path))


def _summary(report: ExportReport, path: Path) -> str:
    """Return what was written and where, then what was not: kinds of data, files, unsaved decisions."""
    parts = [f"{counted(report.files, 'file')} with {counted(report.tags, 'tag')}: {path}"]
    if lost := ", ".join(f"{count} x {kind}" for kind, count in report.losses.items()):
        parts.append(f"not carried: {lost}")
    parts += [f"{failure.name} left out: {failure.reason}" for failure in report.left_out[:1]]
    if report.unsaved:
        parts.append(f"{counted(report.unsaved, 'file')} with unsaved decisions")
    if report.blind:
        parts.append(f"{counted(report.blind, 'file')} being tagged blindly left out")
    if len(report.left_out) > 1:
        parts.append(f"{len(report.left_out) - 1} more left out")
    return "; ".join(parts)
