"""May we stop reading: what accepting the suggestions in files that nobody has read would lead to, and doing it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.widget import Widget
from textual.widgets import Static

from core.domain.audit.estimating import Estimate
from core.domain.audit.figures import Figure
from core.domain.audit.rest import Plan, Rest
from core.domain.wording import counted
from core.services.audit.rest import look_at_rest
from core.services.project import restoring
from core.services.review import bulk
from tui.commands import Offer, anywhere
from tui.commands import audit as commands
from tui.shell.screen import AutotagScreen
from tui.terminal.plain import visible
from tui.widgets.columns import Column
from tui.widgets.row_list import RowList

_NOTHING = f"No file that nobody has read has suggestions; Autotag data ({anywhere.AUTOTAG}) makes some."


class RestScreen(AutotagScreen):
    """A row for each lowest score: how much is accepted, how much of it is wrong, how much is missing."""

    SECTION: ClassVar[str] = "Tag data"
    HEADING: ClassVar[str] = "The rest"

    def __init__(self) -> None:
        super().__init__()
        self._rest: Rest | None = None
        self._step = ""
        self._about = Static(markup=False, classes="pad")
        self._list: RowList[Plan] = RowList(
            [
                Column("Score"),
                Column("Accepted", 8, right=True),
                Column("Left", 7, right=True),
                Column("Right (precision)", 17),
                Column("Found (recall)", 17),
                Column("Wrong", 7, right=True),
                Column("Missing", 7, right=True),
            ],
            _cells,
            lambda plan: str(plan.score),
            self.appearance,
        )

    def compose_body(self) -> Iterable[Widget]:
        """Yield the scores, and what is known about the one under the cursor."""
        yield self._list
        yield self._about

    def offers(self) -> Sequence[Offer]:
        """Return the commands of this screen."""
        return (
            Offer(commands.ACCEPT_REST, self.do_accept, when=lambda: self._list.current is not None),
            Offer(commands.TAKE_BACK, self.do_take_back, when=lambda: bool(self._step)),
        )

    async def load(self) -> None:
        """Look at the files that nobody has read."""
        self._list.focus()
        self.title_bar.show("The rest", "looking ...")
        self._rest = await self.blocking(look_at_rest, self.project)
        plans = self._rest.plans()
        self._list.set_rows(plans)
        keys = f"{counted(plans[0].keys, 'key')} to read them" if plans and plans[0].keys is not None else ""
        self.title_bar.show("The rest", f"{counted(self._rest.files, 'unread file')} with suggestions", keys)
        self._show_about()
        if not plans:
            self.say(_NOTHING)

    @on(RowList.Highlighted)
    def _show_about(self) -> None:
        """Say what the scores expect, and what the audit says about it."""
        plan, rest = self._list.current, self._rest
        self._about.update(visible(_about(plan, rest)) if plan and rest else "")

    @on(RowList.Chosen)
    def _chosen(self) -> None:
        self.run_command(commands.ACCEPT_REST)

    async def do_accept(self) -> None:
        """Accept, after saying what is expected."""
        plan = self._list.current
        if plan is None:
            return
        wrong = f", of which about {plan.wrong:,} are wrong" if plan.wrong is not None else ""
        if not await self.ask(f"Accept {counted(plan.accepted, 'suggestion')} that nobody has read{wrong}?"):
            return
        which = bulk.Which(min_score=plan.score, rest=True)
        decided = await self.blocking(bulk.accept_suggestions, self.project, which=which)
        self._step = decided.step
        await self.load()
        failed = f" {counted(len(decided.failures), 'file')} could not be changed." if decided.failures else ""
        done = f"{counted(decided.spans, 'suggestion')} accepted in {counted(decided.files, 'file')}."
        self.say(f"{done}{failed} {commands.TAKE_BACK} takes it back; so does 'autotag restore' later.")

    async def do_take_back(self) -> None:
        """Take back what was accepted here."""
        restored = await self.blocking(restoring.restore, self.project, self._step)
        self._step = ""
        await self.load()
        self.say(f"Taken back in {counted(restored.files, 'file')}.")


def _cells(plan: Plan) -> Sequence[str]:
    best = plan.best
    wrong, missing = ("?" if number is None else f"{number:,}" for number in (plan.wrong, plan.missing))
    return (
        f"{plan.score:.0%}",
        f"{plan.accepted:,}",
        f"{plan.left:,}",
        str(best[Figure.PRECISION]),
        str(best[Figure.RECALL]),
        wrong,
        missing,
    )


def _about(plan: Plan, rest: Rest) -> str:
    """Return where the figures come from, and what to be careful about."""
    parts = [f"By the scores: {_named(plan.expected)}."]
    parts += [rest.why_not] if rest.why_not else [f"By the audit, which is shown: {_named(plan.judged)}."]
    parts += ["The scores promise too much."] if plan.contradicts else []
    parts += [f"{counted(rest.untried, 'file')} that no model has tagged yet are left out."] if rest.untried else []
    parts += [f"{counted(rest.unsaved, 'file')} with unsaved decisions are left alone."] if rest.unsaved else []
    return " ".join(parts)


def _named(figures: Mapping[Figure, Estimate]) -> str:
    return ", ".join(f"{figure} {each}" for figure, each in figures.items())
