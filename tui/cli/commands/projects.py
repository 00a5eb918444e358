"""Commands about a project: make one, see how it is, and take big steps back."""

from __future__ import annotations

import sys
from argparse import Namespace

from core.domain.project.jobs import FileFailure
from core.domain.project.schema import split_described
from core.domain.wording import counted
from core.errors import RequestError
from core.services import exchange
from core.services.jobs import quota as quota_services
from core.services.project import files, projects, restoring
from core.services.project.status import project_status
from tui.cli import output
from tui.cli.commands.backup import restore_backup
from tui.cli.opening import open_project
from tui.cli.output import print_json
from tui.cli.printing import show
from tui.cli.terminal import run_app


def demo(options: Namespace) -> int:
    """Copy a sample and open it."""
    folder = projects.copy_sample(options.name or projects.DEFAULT_SAMPLE, options.to)
    if options.json:
        print_json({"folder": str(folder)})
    elif options.no_open or not (sys.stdin.isatty() and sys.stdout.isatty()):
        show(f"The sample was copied to {folder}; open it with 'autotag {folder}'.")
    if options.json or options.no_open or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return 0
    return run_app(folder, f"This is your copy of the sample, in {folder}. ? shows the keys.")


def init(options: Namespace) -> int:
    """Make a project of a folder of texts, or of documents."""
    refused: tuple[FileFailure, ...] = ()
    if exchange.holds_only_documents(options.project):
        report = exchange.project_of_documents(options.project, options.entity)
        output.print_losses(report.losses, report.listed)
        refused = report.refused
        for failure in refused:
            show(f"autotag: {failure.name}: {failure.reason}", file=sys.stderr)
        project = open_project(options)
    elif options.shared and projects.is_project(options.project):
        project = open_project(options)
    else:
        project = projects.create_project(options.project, options.entity)
    foreign = projects.share_project(project) if options.shared else []
    for path in foreign:
        show(f"autotag: {path} belongs to another user, who has to share it likewise.", file=sys.stderr)
    listed = files.list_files(project)
    entities = [split_described(written)[0] for written in options.entity]
    if options.json:
        print_json({"folder": str(project.folder), "files": len(listed), "entities": entities})
    else:
        names = ", ".join(entities) or "none yet"
        show(f"{project.folder} is a project now: {counted(len(listed), 'file')}; entities: {names}.")
    return 1 if refused else 0


def status(options: Namespace) -> int:
    """Show a project at a glance."""
    found = project_status(open_project(options))
    if options.json:
        print_json(output.status_document(found))
    else:
        output.print_status(found)
    return 0


def moved(options: Namespace) -> int:
    """List the tags of texts that are gone, or give them to another text."""
    project = open_project(options)
    if bool(options.old) != bool(options.new):
        raise RequestError("Give both names, OLD and NEW; or none, to list the tags of texts that are gone.")
    if options.old:
        files.move_tags(project, options.old, options.new)
    found = files.orphans(project)
    if options.json:
        print_json(found)
        return 0
    if options.old:
        show(f"The tags of {options.old} belong to {options.new} now.")
    for orphan in found:
        likely = ", ".join(f"{name} ({likeness:.0%} of them fit)" for name, likeness in orphan.candidates[:3])
        show(f"{orphan.name}: {counted(orphan.tags, 'tag')}; may belong to {likely or 'no untagged text here'}")
    if not (found or options.old):
        show("Every tag has its text.")
    return 0


def restore(options: Namespace) -> int:
    """List the big steps that can be taken back, or take one back; or make a project of a backup."""
    if options.source is not None:
        return restore_backup(options)
    project = open_project(options)
    if options.step is None:
        steps = restoring.kept_steps(project)
        if options.json:
            print_json([output.step_document(step) for step in steps])
        else:
            output.print_steps(steps)
        return 0
    restored = restoring.restore(project, options.step)
    if options.json:
        print_json(restored)
    else:
        merged = f"; in {counted(restored.merged, 'file')} what was made since stayed" if restored.merged else ""
        show(f"Brought back in {counted(restored.files, 'file')}{merged}.")
    for name, reason in restored.failures:
        show(f"autotag: {name} is as it was: {reason}", file=sys.stderr)
    return 1 if restored.failures else 0


def quota(options: Namespace) -> int:
    """Show or set the quota."""
    if options.limit is not None:
        quota_services.set_limit(quota_services.parse_limit(options.limit))
    current, past = quota_services.current_quota(), quota_services.past_quotas()
    if options.json:
        print_json({**output.quota_document(current), "past": [output.quota_document(month) for month in past]})
    else:
        output.print_quota(current, past)
    return 0
