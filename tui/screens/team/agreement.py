"""How well people agree who tagged the same files blindly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar, NamedTuple

from textual import on
from textual.widget import Widget

from core.domain.team.agreement import Measures
from core.domain.wording import counted
from core.services.team.agreement import AgreementReport, measure_agreement
from tui.commands import Offer
from tui.commands import adjudication as commands
from tui.shell.destinations import Places
from tui.shell.screen import AutotagScreen
from tui.widgets.columns import Column
from tui.widgets.row_list import RowList

_NONE = "No file is done by all its annotators yet: 'autotag double' marks files and shows how far each annotator is."


class _Row(NamedTuple):
    """Figures, and what they are about."""

    name: str
    measures: Measures
    entity: str = ""
    pair: tuple[str, ...] = ()


class AgreementScreen(AutotagScreen):
    """Figures of agreement: of all tags, of each two annotators, of each entity, and of each day."""

    SECTION: ClassVar[str] = "Tag data"
    HEADING: ClassVar[str] = "Agreement"

    def __init__(self) -> None:
        super().__init__()
        self._report: AgreementReport | None = None
        self._list: RowList[_Row] = RowList(
            [
                Column("Of"),
                Column("Strict F1", 17),
                Column("Overlapping F1", 17, optional=True),
                Column("Kappa", 17, optional=True),
                Column("Alpha", 17),
                Column("Tags", 6, right=True),
            ],
            _cells,
            lambda row: row.name,
            self.appearance,
        )

    def compose_body(self) -> Iterable[Widget]:
        """Yield the figures."""
        yield self._list

    def offers(self) -> Sequence[Offer]:
        """Return the commands of this screen."""
        return (Offer(commands.PLACES, self.do_places, when=lambda: self._list.current is not None),)

    async def load(self) -> None:
        """Compare the versions of all files that are done."""
        self._list.focus()
        self.title_bar.show("Agreement", "comparing ...")
        self._report = report = await self.blocking(measure_agreement, self.project)
        found = report.agreement
        self._list.set_rows(list(_rows(report)) if found.files else [])
        waiting = f"  {report.waiting} not done by all" if report.waiting else ""
        self.title_bar.show("Agreement", f"{counted(found.files, 'file')}{waiting}")
        self.say("95 % intervals; docs/team.md says what each figure means." if found.files else _NONE)

    @on(RowList.Chosen)
    def _chosen(self) -> None:
        self.run_command(commands.PLACES)

    def do_places(self) -> None:
        """List the disagreements that the figures under the cursor are about."""
        report, row = self._report, self._list.current
        if report is not None and row is not None:
            places = [each.place for each in report.about(row.entity, row.pair)]
            about = row.name if row.entity or row.pair else "all"
            self.go(Places(f"Disagreements: {about}", lambda: places, "There is no disagreement."))


def _rows(report: AgreementReport) -> Iterator[_Row]:
    found = report.agreement
    yield _Row("all", found.total)
    if len(found.pairs) > 1:
        yield from (_Row(" and ".join(pair), measures, pair=pair) for pair, measures in found.pairs.items())
    yield from (_Row(f"entity {entity}", measures, entity) for entity, measures in found.entities.items())
    if len(found.days) > 1:
        yield from (_Row(f"day {day}", measures) for day, measures in found.days.items())


def _cells(row: _Row) -> Sequence[str]:
    figures = row.measures
    return (
        row.name,
        str(figures.strict),
        str(figures.overlapping),
        str(figures.kappa),
        str(figures.alpha),
        f"{figures.spans:,}",
    )
