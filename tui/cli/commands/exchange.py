"""The commands that import from and export to other programs."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from core.domain.wording import counted
from core.errors import RequestError
from core.services import exchange
from core.services.project import opening, projects
from core.services.project.projects import Project
from core.services.training import pipelines
from tui.cli import model_output, output
from tui.cli.output import print_json
from tui.cli.printing import show

_STREAM = Path("-")
"""Stands for standard input or output."""


def import_(options: Namespace) -> int:
    """Import texts and tags."""
    project = projects.project_for_import(options.project)
    for note in opening.repair(project):
        show(f"autotag: {note}", file=sys.stderr)
    with output.file_progress("read") as progress:
        report = exchange.import_file(
            project,
            sys.stdin.buffer if options.file == _STREAM else options.file,
            options.format,
            options=exchange.ImportOptions(
                exchange.Overlaps(options.overlaps) if options.overlaps else None,
                options.keep_blanks,
                options.strict,
                options.texts,
                options.token_column,
                options.tag_column,
                options.glob,
            ),
            dry_run=options.dry_run,
            progress=progress,
        )
    if options.json:
        print_json(report)
    else:
        would = "Nothing was written. There would be " if report.dry_run else ""
        show(
            f"{would}{counted(report.added, 'file')} added, {report.merged} merged, {counted(report.tags, 'tag')}, "
            f"{counted(report.suggestions, 'suggestion')}; {counted(len(report.refused), 'file')} refused."
        )
        show(f"Format: {report.format}. New entities: {', '.join(report.entities) or 'none'}.")
    output.print_losses(report.adjusted, report.adjusted_listed, "corrected")
    output.print_losses(report.losses, report.listed)
    for failure in report.refused:
        show(f"autotag: {failure.name}: {failure.reason}", file=sys.stderr)
    return 1 if report.refused else 0


def export(options: Namespace) -> int:
    """Write texts and tags."""
    to_stdout = options.file == _STREAM
    if to_stdout and options.json:
        raise RequestError("Both the export and --json want standard output; give a path instead of '-'.")
    with output.file_progress("written") as progress:
        report = exchange.export_file(
            projects.find_project(options.project),
            sys.stdout.buffer if to_stdout else options.file,
            options.format,
            selection=exchange.Selection(
                options.suggestions,
                options.reviewed,
                options.files,
                options.entities,
                options.corrected,
                options.by,
                options.without_unread,
            ),
            raw=options.raw,
            progress=progress,
        )
    if to_stdout:
        sys.stdout.flush()
    if options.json:
        print_json(report)
    else:
        show(
            f"{counted(report.files, 'file')}, {counted(report.tags, 'tag')}, "
            f"{counted(report.suggestions, 'suggestion')}: {options.file}",
            file=sys.stderr if to_stdout else sys.stdout,
        )
    output.print_losses(report.losses, report.listed)
    if report.unsaved:
        unsaved = f"decisions in {counted(report.unsaved, 'file')} are not saved"
        show(f"autotag: {unsaved}, and were not written; Save tags in the app first.", file=sys.stderr)
    if report.blind:
        blind = f"{counted(report.blind, 'file')} being tagged blindly"
        show(f"autotag: left out {blind}; adjudicate first.", file=sys.stderr)
    for failure in report.left_out:
        show(f"autotag: left out {failure.name}: {failure.reason}", file=sys.stderr)
    return 1 if report.left_out else 0


def package(project: Project, options: Namespace) -> int:
    """Make a package of a model."""
    path = pipelines.package_model(project, options.package, options.to)
    if options.json:
        print_json({"package": str(path)})
    else:
        show(f"Install it with 'pip install {path}', where autotag is installed.")
    return 0


def register(project: Project, options: Namespace) -> int:
    """Make a model of a pipeline."""
    if len(options.names) != 1:
        raise RequestError("The model needs one name; give it after the project.")
    if wrong := next((pair for pair in options.map if "=" not in pair), ""):
        raise RequestError(f"--map wants LABEL=ENTITY, not {wrong!r}.")
    labels = dict(pair.split("=", 1) for pair in options.map)
    model = pipelines.register_pipeline(project, options.register, options.names[0], labels)
    if options.json:
        print_json(model_output.model_document(model))
    else:
        show(f"The model {model.name} finds: {', '.join(model.entities)}.")
    return 0
