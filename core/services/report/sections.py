"""The sections of a report, from what was gathered of a project."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.metadata import version

from core.domain.audit.estimating import Estimate
from core.domain.audit.figures import Figure
from core.domain.audit.sampling import Kind
from core.domain.models.metrics import Counts
from core.domain.models.verdict import conclusion, in_words
from core.domain.wording import counted
from core.services.report.agreeing import agreement_section
from core.services.report.content import Block, Columns, Content, Curve, Section, Shares, Table, Text
from core.services.report.effort import keys_section
from core.services.report.gathering import Gathered, Work
from core.services.report.intervals import with_interval
from core.services.report.periods import by_period
from core.services.report.trust import trust_section

MOST_PEOPLE = 5
"""People with a colour of their own in a plot; the others share one."""


def content_of(gathered: Gathered) -> Content:
    """Return the report on a project."""
    made = f"{gathered.at[:10]}, by {gathered.by}, with autotag {version('autotag')}"
    found = (
        _files(gathered),
        _entities(gathered),
        _audit(gathered),
        agreement_section(gathered.agreement) if gathered.agreement else None,
        _people(gathered),
        _models(gathered),
        trust_section(gathered.decided),
        keys_section(gathered),
    )
    return Content(gathered.project, made, _figures(gathered), [section for section in found if section])


def _figures(gathered: Gathered) -> list[tuple[str, str]]:
    usable = gathered.files.usable()
    figures = [
        (f"{len(gathered.files):,}", "files" if len(gathered.files) != 1 else "file"),
        (_share(len(usable.decided()), len(usable)), "decided to the end"),
        (f"{gathered.all_tags.total:,}", "tags"),
    ]
    if gathered.models:
        figures.append((f"{gathered.models[-1].evaluation.total.f1:.2f}", "F1 of the latest model"))
    if gathered.audit:
        total = gathered.audit[1].total
        figures += [
            (_percent(total[f]), f"{f} of the tags") for f in (Figure.PRECISION, Figure.RECALL) if total[f].value
        ]
    return figures


def _files(gathered: Gathered) -> Section:
    files = gathered.files
    parts = {
        "decided to the end": len(files.decided()),
        "partly decided": len(files.partly_decided()),
        "untagged": len(files.untagged()),
        "unusable": len(files) - len(files.usable()),
    }
    characters = sum(entry.characters for entry in files)
    size = f"{counted(characters, 'character')}, {counted(files.records, 'text record')}"
    summary = f"{counted(len(files), 'file')} with {size}."
    blocks: list[Block] = [Text(summary)]
    if len(files):
        blocks.append(Shares("Files by state", {name: count for name, count in parts.items() if count}))
    if waiting := len(files) - len(files.settled()):
        blocks.append(Text(f"{counted(waiting, 'file')} being tagged blindly: tags in them do not count yet."))
    if not files.tagged():
        blocks.append(Text("Nothing is tagged yet."))
    return Section("Files", blocks)


def _entities(gathered: Gathered) -> Section | None:
    if not gathered.tags:
        return None
    in_files = {name: len(gathered.files.settled().with_entity(name)) for name in gathered.tags}
    total = gathered.all_tags
    rows = [
        (name, f"{tags.total:,}", f"{in_files[name]:,}", f"{tags.by_hand:,}", f"{tags.accepted + tags.changed:,}",
         f"{tags.unseen:,}", f"{tags.imported:,}", f"{tags.suggestions:,}")
        for name, tags in gathered.tags.items()
    ]  # fmt: skip
    rows.append(
        ("All", f"{total.total:,}", f"{len(gathered.files.tagged()):,}", f"{total.by_hand:,}",
         f"{total.accepted + total.changed:,}", f"{total.unseen:,}", f"{total.imported:,}", f"{total.suggestions:,}")
    )  # fmt: skip
    head = ("Entity", "Tags", "Files", "By hand", "Accepted", "In bulk", "Imported", "Undecided")
    summary = (
        "A tag was made by hand, accepted from a suggestion after a look, accepted in bulk without one, or imported. "
        "Suggestions still to be decided are no tags."
    )
    if total.unread:
        summary += f" {counted(total.unread, 'tag')} in bulk came with all the rest, in files that nobody has read."
    described = [(entity.name, entity.description) for entity in gathered.schema if entity.description]
    blocks: list[Block] = [Table(head, rows, sums=True).without_zeros(("Tags", "Files")), Text(summary)]
    if described:
        blocks.append(Table(("Entity", "What counts as one"), described, folded="Guidelines", words=(1,)))
    return Section("Tags", blocks)


def _people(gathered: Gathered) -> Section | None:
    done = {each.name: f"{each.done:,} of {each.assigned:,}" for each in gathered.progress}
    if not (gathered.work or done):
        return None
    people = sorted(gathered.work.items(), key=lambda item: (-item[1].days.total(), item[0]))
    head = ["Person", "Decisions", "Files", "Tagged", "Accepted", "In bulk", "Rejected", "Removed", "Days"]
    rows = [[name, *(f"{number:,}" for number in _counts(work))] for name, work in people]
    if done:
        head.append("Assigned, done")
        rows = [[*row, done.get(row[0], "")] for row in rows]
        rows += [[name, *[""] * 8, summary] for name, summary in done.items() if name not in gathered.work]
    blocks: list[Block] = [Table(head, rows).without_zeros(("Files", "Tagged"))]
    blocks += _over_time(gathered, [name for name, work in people if work.days])
    blocks.append(
        Text("Counted when decisions are saved, by day in UTC. What was done and undone before saving is not counted.")
    )
    return Section("People", blocks)


def _counts(work: Work) -> tuple[int, ...]:
    tags = (work.tagged, work.accepted, work.unseen, work.rejected, work.removed)
    return (work.days.total(), len(work.files), *tags, len(work.days))


def _over_time(gathered: Gathered, people: Sequence[str]) -> Iterator[Block]:
    if not people:
        return
    unit, periods = by_period(gathered.days)
    shown, others = people[:MOST_PEOPLE], people[MOST_PEOPLE:]
    series = {name: [counts.get(name, 0) for counts in periods.values()] for name in shown}
    if others:
        rest = [sum(counts.get(name, 0) for name in others) for counts in periods.values()]
        series[f"{counted(len(others), 'other')}"] = rest
    yield Columns(f"Decisions a {unit}", list(periods), series)
    rows = [
        (period, *(f"{counts.get(name, 0):,}" for name in people))
        for period, counts in periods.items()
        if any(counts.values())
    ]
    yield Table((unit.capitalize(), *people), rows, folded=f"Decisions a {unit}, by person")


def _models(gathered: Gathered) -> Section | None:
    if not gathered.models:
        return None
    rows = [
        (
            model.name,
            *_measured(model.evaluation.total),
            f"{len(model.training):,}",
            model.trained_at[:16].replace("T", " "),
        )
        for model in gathered.models
    ]
    latest = gathered.models[-1]
    counts = latest.evaluation.total
    blocks: list[Block] = []
    if len(gathered.models) > 1:
        points = [(model.name, model.evaluation.total.f1) for model in gathered.models]
        blocks.append(Curve("F1 of each model, oldest first", points, "models"))
    blocks.append(Table(("Model", *_MEASURED, "Files", "Trained (UTC)"), rows, words=(6,)))
    blocks.append(Text(f"{latest.name}: {in_words(counts)} {conclusion(counts)}"))
    entities = [(name, *_measured(each)) for name, each in sorted(latest.evaluation.entities.items())]
    blocks.append(Table(("Entity", *_MEASURED), entities, folded=f"Entities of {latest.name}"))
    if len(latest.curve) > 1:
        points = [(f"{point.files:,}", point.f1) for point in latest.curve]
        blocks.append(Curve(f"F1 of {latest.name} after learning from so many files", points, "files"))
    blocks.append(
        Text(
            "Precision is the share of suggestions that are right, recall the share of entities that are found, F1 "
            "their harmonic mean. A span is right only with exactly these borders and this entity. Each model was "
            "measured on files that it had not learned from, as they were tagged at that time."
        )
    )
    return Section("Models", blocks)


_MEASURED = ("F1", "Precision", "Recall", "Measured on")


def _measured(counts: Counts) -> tuple[str, ...]:
    return f"{counts.f1:.2f}", f"{counts.precision:.2f}", f"{counts.recall:.2f}", counted(counts.expected, "tag")


def _audit(gathered: Gathered) -> Section | None:
    if gathered.audit is None:
        return None
    audit, report = gathered.audit
    judged = (
        f"{counted(report.judged_of(Kind.TAG), 'tag')} and {counted(report.judged_of(Kind.STRETCH), 'stretch')} of text"
    )
    summary = f"A random sample, drawn on {audit.at[:10]} by {audit.by} with seed {audit.seed}; {judged} judged."
    everything = {**report.entities, "All": report.total}
    rows = [(name, *(_with_interval(figures[each]) for each in Figure)) for name, figures in everything.items()]
    method = (
        "With 95 % intervals: stratified ratio estimates (Cochran 1977), Wilson intervals on the effective sample size."
    )
    table = Table(("Entity", "Precision", "Recall", "F1"), rows, sums=True)
    return Section(
        "How good the tags are", [Text(summary), table, Text(" ".join(filter(None, (report.sentence, method))))]
    )


def _with_interval(estimate: Estimate) -> str:
    return with_interval(estimate.value, estimate.low, estimate.high)


def _percent(estimate: Estimate) -> str:
    return f"{estimate.value or 0:.0%}"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "0%"
