"""What an export has written, in a sentence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.domain.wording import counted

if TYPE_CHECKING:  # the list of files imports this module for its first frame, which needs no formats
    from core.services.exchange import ExportReport


def summary(report: ExportReport, path: Path) -> str:
    """Return what was written and where, then what was not: kinds of data, files, unsaved decisions."""
    parts = [f"{counted(report.files, 'file')} with {counted(report.tags, 'tag')}: {path}"]
    if lost := ", ".join(f"{count} {kind}" for kind, count in report.losses.items()):
        parts.append(f"not carried: {lost}")
    parts += [f"{failure.name} left out: {failure.reason}" for failure in report.left_out[:1]]
    if report.unsaved:
        parts.append(f"{counted(report.unsaved, 'file')} with unsaved decisions")
    if len(report.left_out) > 1:
        parts.append(f"{len(report.left_out) - 1} more left out")
    return "; ".join(parts)
