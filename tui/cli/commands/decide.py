"""Commands that decide on suggestions without a review."""

from __future__ import annotations

import sys
from argparse import Namespace

from core.domain.wording import counted
from core.errors import RequestError
from core.services.review import bulk
from tui.cli.commands.rest import show_plans, which_rest
from tui.cli.opening import open_project
from tui.cli.output import print_json
from tui.cli.printing import show


def accept(options: Namespace) -> int:
    """Turn suggestions into tags."""
    which = _which(options)
    project = open_project(options)
    if options.rest:
        which = which_rest(options)
        if options.dry_run:
            return show_plans(project, options)
    decided = bulk.accept_suggestions(project, options.files, which=which, dry_run=options.dry_run)
    return _decided(decided, "accepted", options)


def reject(options: Namespace) -> int:
    """Reject suggestions."""
    decided = bulk.reject_suggestions(
        open_project(options), options.files, which=_which(options), dry_run=options.dry_run
    )
    return _decided(decided, "rejected", options)


def _decided(decided: bulk.Decided, what: str, options: Namespace) -> int:
    if options.json:
        print_json(decided)
    else:
        would = "would be " if options.dry_run else ""
        show(f"{counted(decided.spans, 'suggestion')} {would}{what} in {counted(decided.files, 'file')}.")
    for failure in decided.failures:
        show(f"autotag: {failure.name} was left as it is: {failure.reason}", file=sys.stderr)
    if decided.failures and decided.step:
        undo = f"'autotag restore {options.project} {decided.step}' takes them back"
        changed = f"{counted(decided.files, 'file')} {'was' if decided.files == 1 else 'were'} changed"
        show(f"autotag: {changed}; {undo}.", file=sys.stderr)
    return 1 if decided.failures else 0


def _which(options: Namespace) -> bulk.Which:
    for score in (options.min_score, options.max_score):
        if score is not None and not 0 <= score <= 1:
            raise RequestError(f"A score is a number from 0 to 1, not {score:g}.")
    return bulk.Which(tuple(options.entity), tuple(options.text), options.min_score, options.max_score)
