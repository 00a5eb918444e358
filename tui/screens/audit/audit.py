"""An audit: how good the tags are, as far as its sample was judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.widget import Widget
from textual.widgets import Static

from core.domain.audit.estimating import Estimate
from core.domain.audit.figures import Figure
from core.domain.audit.sampling import Kind
from core.domain.wording import counted
from core.services.audit import judging
from core.services.audit.drawing import start_audit
from tui.commands import Offer
from tui.commands import audit as commands
from tui.shell.destinations import JudgePage, RestPage
from tui.shell.screen import AutotagScreen
from tui.terminal.plain import visible
from tui.widgets.columns import Column
from tui.widgets.row_list import RowList

_Row = tuple[str, Mapping[Figure, Estimate]]

_NO_AUDIT = (
    "An audit estimates how good the tags of the project are, from a random sample of tags and of stretches of text "
    f"that you judge. {commands.NEW} draws a sample."
)
_ALL = "all"


class AuditScreen(AutotagScreen):
    """The figures of the latest audit, of all tags and of each entity."""

    SECTION: ClassVar[str] = "Tag data"
    HEADING: ClassVar[str] = "Audit"

    def __init__(self) -> None:
        super().__init__()
        self._audit: judging.OpenAudit | None = None
        self._about = Static(markup=False, classes="pad")
        self._list: RowList[_Row] = RowList(
            [
                Column("Entity"),
                *(Column(title, 17) for title in ("Right (precision)", "Found (recall)", "Quality (F1)")),
            ],
            lambda row: (row[0], *map(str, row[1].values())),
            lambda row: row[0],
            self.appearance,
        )

    def compose_body(self) -> Iterable[Widget]:
        """Yield the figures, and how much was judged."""
        yield self._list
        yield self._about

    def offers(self) -> Sequence[Offer]:
        """Return the commands of this screen."""
        return (
            Offer(commands.JUDGE, self.do_judge, when=lambda: self._audit is not None),
            Offer(commands.NEW, self.do_new),
            Offer(commands.REST, self.do_rest),
        )

    async def load(self) -> None:
        """Show what the judgements say now."""
        self._list.focus()
        self._audit = await self.blocking(judging.latest_audit, self.project)
        if self._audit is None:
            self.say(_NO_AUDIT)
            return
        audit, report = self._audit.audit, await self.blocking(self._audit.report)
        self._list.set_rows([(_ALL, report.total), *report.entities.items()])
        drawn = {kind: sum(unit.kind is kind for unit in audit.units) for kind in Kind}
        judged = [f"{report.judged_of(kind)}/{counted(count, kind)}" for kind, count in drawn.items() if count]
        self.title_bar.show(f"Audit of {audit.at[:10]}", f"judged {', '.join(judged)}")
        self._about.update(visible(f"95 % intervals. {report.sentence}"))

    @on(RowList.Chosen)
    def _chosen(self) -> None:
        self.run_command(commands.JUDGE)

    def do_judge(self) -> None:
        """Go on with the sample."""
        if self._audit is not None:
            self.go(JudgePage(self._audit.audit.id))

    def do_rest(self) -> None:
        """Show what accepting the rest would lead to."""
        self.go(RestPage())

    async def do_new(self) -> None:
        """Draw a sample."""
        if self._audit is not None and not await self.ask(
            "Draw a new sample? The judgements of this one stay as they are."
        ):
            return
        self.title_bar.show("Audit", "drawing ...")
        await self.blocking(start_audit, self.project)
        await self.load()
        self.do_judge()
