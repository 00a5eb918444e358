"""Print results of commands, for people and for machines."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from typing import Any

from core.domain.project.jobs import AutotagSpec, Job
from core.domain.project.quota import Quota
from core.domain.team.assignments import Progress
from core.domain.wording import counted
from core.services.project.restoring import KeptStep
from core.services.project.status import Status
from tui.cli.model_output import model_summary
from tui.cli.printing import show
from tui.terminal.plain import visible


def print_json(value: object) -> None:
    """Print one JSON document on stdout; docs/json.md describes its fields."""
    document = asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
    text = json.dumps(document, indent=2, ensure_ascii=False)
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.flush()


_LISTED = 20
"""Losses of a kind that are printed; --json has more of them."""


def print_losses(losses: Mapping[str, int], listed: Sequence[Any], verb: str = "not carried") -> None:
    """Print on stderr what an import or export could not carry, or corrected: counts by kind, and the first of each."""
    for kind, count in losses.items():
        show(f"autotag: {verb}: {count} x {kind}", file=sys.stderr)
        shown = [loss.where for loss in listed if loss.kind == kind][:_LISTED]
        for where in shown:
            show(f"  {where}", file=sys.stderr)
        if count > len(shown):
            show(f"  and {count - len(shown)} more", file=sys.stderr)


@contextmanager
def file_progress(done: str) -> Iterator[Callable[[int], None] | None]:
    """Show how many files are done, on a terminal; yields None where stderr is none."""
    if not sys.stderr.isatty():
        yield None
        return

    def report(count: int) -> None:
        if count % 10 == 0:
            print(f"\r\x1b[K{counted(count, 'file')} {done}", end="", file=sys.stderr, flush=True)

    try:
        yield report
    finally:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def report_progress(job: Job) -> None:
    """Print one line on stderr, over the line before on a terminal."""
    line = f"{job.state}  {job.progress:4.0%}  {visible(job.stage)}"
    if sys.stderr.isatty():
        print(f"\r\x1b[K{line[:100]}", end="", file=sys.stderr, flush=True)
    else:
        print(line, file=sys.stderr, flush=True)


def end_progress() -> None:
    """Go to a new line after progress that was written over."""
    if sys.stderr.isatty():
        print(file=sys.stderr)


def quota_document(quota: Quota) -> dict[str, Any]:
    """Quota as JSON."""
    return {"month": quota.month, "limit": quota.limit, "used": quota.used, "left": quota.left}


def job_document(job: Job) -> dict[str, Any]:
    """Job as JSON."""
    document: dict[str, Any] = {
        "id": job.id,
        "kind": job.kind,
        "state": job.state,
        "model": job.spec.model,
        "progress": round(job.progress, 4),
        "submitted": job.submitted,
        "started": job.started,
        "finished": job.finished,
        "error": job.error,
    }
    if isinstance(job.spec, AutotagSpec):
        document |= {
            "entities": list(job.spec.entities),
            "files": len(job.spec.files),
            "done": job.done,
            "suggested": job.suggested,
            "suppressed": job.suppressed,
            "records": job.records,
            "tokens": job.tokens,
            "cost": job.cost,
            "dropped": job.dropped,
            "note": job.note,
            "failures": [asdict(failure) for failure in job.failures],
        }
    return document


def status_document(status: Status) -> dict[str, Any]:
    """Return a project at a glance as JSON."""
    return {
        "files": status.files,
        "tagged": status.tagged,
        "untagged": status.untagged,
        "unusable": status.unusable,
        "records": status.records,
        "tags": dict(status.tags),
        "unread_tags": status.unread_tags,
        "suggestions": status.suggestions,
        "unsaved": status.unsaved,
        "models": [model_summary(model) for model in status.models],
        "jobs": [job_document(job) for job in status.jobs],
        "quota": quota_document(status.quota),
        "people": [person_document(person) for person in status.people],
        "majority": status.majority,
        "warnings": list(status.warnings),
    }


def print_status(status: Status) -> None:
    """Print a project at a glance."""
    unusable = f", {status.unusable} unusable" if status.unusable else ""
    unusable += f", {status.unsaved} with unsaved decisions" if status.unsaved else ""
    show(f"Files        {status.files}: {status.tagged} tagged, {status.untagged} untagged{unusable}")
    show(f"Text records {status.records:,}")
    unread = f", {status.unread_tags:,} of them accepted with the rest, unread" if status.unread_tags else ""
    show(f"Tags         {sum(status.tags.values()):,}{unread}")
    for name, count in status.tags.items():
        show(f"             {count:>6,}  {name}")
    show(f"Suggestions  {status.suggestions:,}")
    show(f"Models       {', '.join(m.name for m in status.models) or 'none'}")
    active = sum(job.state.is_active for job in status.jobs)
    show(f"Jobs         {len(status.jobs)}, {active} active")
    print_quota(status.quota, ())
    print_people(status.people)
    for warning in status.warnings:
        show(f"Warning      {warning}")


def person_document(person: Progress) -> dict[str, Any]:
    """Return the progress of an annotator as JSON."""
    return {"name": person.name, "assigned": person.assigned, "done": person.done, "left": person.left}


def print_people(people: Sequence[Progress]) -> None:
    """Print the progress of each annotator on a line."""
    for number, person in enumerate(people):
        done = f"{person.done:,} of {counted(person.assigned, 'file')} done, {person.left:,} left"
        show(f"{'People' if number == 0 else '':<12} {person.name}: {done}")


def print_jobs(jobs: Sequence[Job]) -> None:
    """Print each job on a line."""
    if not jobs:
        show("No job yet.")
        return
    show(f"{'Job':<24}{'Kind':<10}{'Model':<22}{'State':<13}{'Done':>11}{'Suggested':>11}")
    for job in jobs:
        spec = job.spec
        done = f"{job.done}/{len(spec.files)}" if isinstance(spec, AutotagSpec) else f"{job.progress:.0%}"
        show(f"{job.id:<24}{job.kind:<10}{spec.model:<22}{job.state:<13}{done:>11}{job.suggested:>11}")


def print_job(job: Job) -> None:
    """Print how a job ended."""
    if isinstance(job.spec, AutotagSpec):
        show(
            f"Job {job.id} {job.state}: {job.done} of {counted(len(job.spec.files), 'file')}, "
            f"{counted(job.suggested, 'suggestion')}, {job.suppressed} left out, "
            f"{counted(job.records, 'text record')}, {counted(len(job.failures), 'file')} failed."
        )
        if job.note:
            show(f"autotag: {job.note}", file=sys.stderr)
        if job.tokens or job.dropped:
            cost = f" for {job.cost:.4f}" if job.cost else ""
            show(f"{job.tokens:,} tokens used{cost}; {counted(job.dropped, 'string')} named from nowhere, not shown.")
    else:
        show(f"Job {job.id} {job.state}.")
    for failure in job.failures:
        show(f"autotag: {failure.name}: {failure.reason}", file=sys.stderr)


def step_document(step: KeptStep) -> dict[str, object]:
    """Return a step that can be taken back, as JSON shows it."""
    return {"id": step.id, "what": step.what, "at": step.at, "by": step.by, "files": sorted(step.files)}


def print_steps(steps: Sequence[KeptStep]) -> None:
    """Print the steps that can be taken back, latest first."""
    for step in steps:
        show(f"{step.id}  {step.at[:19].replace('T', ' ')}  {step.by}  {step.what}", end="")
        show(f", {counted(len(step.files), 'file')}")
    if not steps:
        show("There is no step to take back.")


def print_quota(current: Quota, past: Sequence[Quota]) -> None:
    """Limit, used and left of this month, then earlier months."""
    limit = "no limit" if current.limit is None else f"of {current.limit:,}, {current.left:,} left"
    show(f"Quota        {counted(current.used, 'text record')} used in {current.month}, {limit}")
    for month in past:
        show(f"             {month.used:,} in {month.month}")
