"""Commands that back a project up, and restore one from a backup."""

from __future__ import annotations

import sys
from argparse import Namespace
from dataclasses import asdict

from core.domain.wording import counted
from core.errors import RequestError
from core.services.project import backing_up
from core.services.project.backing_up import Backup
from tui.cli.opening import open_project
from tui.cli.output import print_json
from tui.cli.printing import show


def backup(options: Namespace) -> int:
    """Back a project up into one file."""
    written = backing_up.back_up(open_project(options), options.file)
    _print(written, options, f"Backed up {_counted(written)} into {options.file}.")
    for name, reason in written.left_out:
        show(f"autotag: {name} is left out: {reason}", file=sys.stderr)
    return 1 if written.left_out else 0


def restore_backup(options: Namespace) -> int:
    """Make a project of a backup."""
    if options.step is not None:
        raise RequestError("Give either a step to take back, or --from with a backup.")
    restored = backing_up.restore_backup(options.source, options.project)
    _print(restored, options, f"Restored {_counted(restored)} in {options.project}.")
    return 0


def _print(backup: Backup, options: Namespace, sentence: str) -> None:
    if options.json:
        print_json(asdict(backup))
    else:
        show(sentence)


def _counted(backup: Backup) -> str:
    return f"{counted(backup.files, 'file')} with {counted(backup.size, 'byte')}"
