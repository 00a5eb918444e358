"""The command `report`: a project in one page."""

from __future__ import annotations

import argparse
from argparse import Namespace
from pathlib import Path

from core.domain.wording import counted
from core.services.report.writing import write_report
from tui.cli.opening import open_project
from tui.cli.output import print_json
from tui.cli.printing import show


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `report`."""
    parser.add_argument("file", type=Path, metavar="FILE", help="file to write: .html, a page, or .md, Markdown")


def report(options: Namespace) -> int:
    """Write the report."""
    written = write_report(open_project(options), options.file)
    if options.json:
        print_json(written)
    else:
        show(f"{written.file}: a report on {counted(written.files, 'file')} with {counted(written.tags, 'tag')}.")
    return 0
