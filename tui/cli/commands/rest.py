"""The command `accept --rest`: what accepting the rest is expected to lead to, and doing it."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from core.domain.audit.rest import Plan, Rest
from core.domain.wording import counted
from core.errors import RequestError
from core.services.audit.rest import look_at_rest
from core.services.project.projects import Project
from core.services.review import bulk
from tui.cli.commands.audit import figures_document
from tui.cli.output import print_json
from tui.cli.printing import show


def show_plans(project: Project, options: Namespace) -> int:
    """Show what each score would lead to, or the one that is asked for."""
    rest = look_at_rest(project)
    plans = rest.plans() if options.min_score is None else [rest.plan(options.min_score)]
    if options.json:
        print_json(
            {
                "files": rest.files,
                "untried": rest.untried,
                "unsaved": rest.unsaved,
                "audit": rest.why_not,
                "plans": [_plan_document(plan) for plan in plans],
            }
        )
    else:
        _print(rest, plans)
    return 0


def which_rest(options: Namespace) -> bulk.Which:
    """Return the suggestions that `--rest` accepts.

    Raises:
        RequestError: the score is missing, or something else is named too.
    """
    if options.files or options.entity or options.text or options.max_score is not None:
        raise RequestError(
            "--rest is about all files that nobody has read; leave --files, --entity, --text and --max-score out."
        )
    if options.min_score is None and not options.dry_run:
        raise RequestError("--rest needs --min-score; --rest --dry-run shows what each score would lead to.")
    return bulk.Which(min_score=options.min_score, rest=True)


def _print(rest: Rest, plans: list[Plan]) -> None:
    show(
        f"Files that nobody has read to the end: {rest.files:,} with suggestions; "
        f"{rest.untried:,} that no model has tagged yet are left out."
    )
    if rest.unsaved:
        show(f"Left alone, since you have unsaved decisions in them: {counted(rest.unsaved, 'file')}.")
    if not any(plan.accepted for plan in plans):
        show("There is no suggestion to accept.")
        return
    show(f"{'Score':<7}{'Accepted':>8}{'Left':>7}  {'Precision':<19}{'Recall':<19}{'Wrong':>7}{'Missing':>9}")
    for plan in plans:
        precision, recall = (f"{each!s:<19}" for each in plan.expected.values())
        wrong, missing = ("?" if n is None else f"{n:,}" for n in (plan.wrong, plan.missing))
        show(f"{plan.score:<7.0%}{plan.accepted:>8,}{plan.left:>7,}  {precision}{recall}{wrong:>7}{missing:>9}")
        if not rest.why_not:
            show(f"{'  judged':<24}{''.join(f'{each!s:<19}' for each in plan.judged.values())}".rstrip())
        if plan.contradicts:
            show("  The audit says that the scores promise too much: go by the line 'judged'.")
    if plans[0].keys is not None:
        show(f"Reading these files would cost about {counted(plans[0].keys, 'key')}.")
    if rest.why_not:
        show(rest.why_not)


def _plan_document(plan: Plan) -> dict[str, Any]:
    return {
        "score": plan.score,
        "accepted": plan.accepted,
        "left": plan.left,
        "expected": figures_document(plan.expected),
        "judged": figures_document(plan.judged),
        "wrong": plan.wrong,
        "missing": plan.missing,
        "keys": plan.keys,
    }
