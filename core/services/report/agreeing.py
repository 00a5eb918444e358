"""How well annotators agree who tagged the same files without seeing each other's tags."""

from __future__ import annotations

from core.domain.team.agreement import Agreement, Measures
from core.domain.wording import counted
from core.services.report.content import Block, Curve, Section, Table, Text
from core.services.report.intervals import with_interval

_HEAD = ("Strict F1", "Overlapping F1", "Cohen's kappa", "Krippendorff's alpha")
_MOST = 10

_METHOD = (
    "Strict: the same borders and entity; overlapping: the same entity and a shared character. Kappa and alpha "
    "(nominal) compare words. Intervals of 95 % by a bootstrap over files."
)


def agreement_section(agreement: Agreement) -> Section:
    """Return the section."""
    everybody = [(f"{one} and {other}", measures) for (one, other), measures in agreement.pairs.items()]
    entities = [*agreement.entities.items(), ("All", agreement.total)]
    blocks: list[Block] = [
        Text(
            f"{counted(agreement.files, 'file')} with {counted(agreement.tokens, 'word')}, tagged by two or more "
            "people without seeing each other's tags."
        ),
        Table(("Entity", *_HEAD), [_row(name, measures) for name, measures in entities], sums=True),
        Table(("Annotators", *_HEAD), [_row(name, measures) for name, measures in everybody]),
    ]
    over_time = [(day, each.strict.value) for day, each in agreement.days.items() if each.strict.value is not None]
    if len(over_time) > 1:
        points = [(day, value) for day, value in over_time if value is not None]
        blocks.append(Curve("Strict F1 of the files finished on each day", points, "day"))
    if agreement.confusions:
        rows = [
            (f"{one}: {first or 'nothing'}, {other}: {second or 'nothing'}", f"{count:,}")
            for (one, other, first, second), count in list(agreement.confusions.items())[:_MOST]
        ]
        blocks.append(Table(("Tagged otherwise", "Times"), rows, folded="Most frequent disagreements"))
    return Section("How well annotators agree", [*blocks, Text(_METHOD)])


def _row(name: str, measures: Measures) -> tuple[str, ...]:
    figures = (measures.strict, measures.overlapping, measures.kappa, measures.alpha)
    return (name, *(with_interval(each.value, each.low, each.high) for each in figures))
