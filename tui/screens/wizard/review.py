"""Fourth step: everything chosen at a glance, and the start."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from core.errors import RequestError
from core.services.jobs import autotagging
from tui.commands import Command
from tui.commands import wizard as commands
from tui.screens.wizard.choice import Choice
from tui.shell.screen import AutotagScreen
from tui.terminal.plain import visible


class ReviewChoiceScreen(AutotagScreen):
    """Model, files, text records, entities; then Autotag."""

    SECTION: ClassVar[str] = "Autotag"
    HEADING: ClassVar[str] = "Trigger Autotag, 4 of 4: review"
    OFFERS: ClassVar[Sequence[Command]] = commands.REVIEW_STEP

    def __init__(self, choice: Choice) -> None:
        super().__init__()
        self._choice = choice
        self._plan: autotagging.AutotagPlan | None = None
        self._page = Static(markup=False)

    def compose_body(self) -> Iterable[Widget]:
        """One page."""
        with VerticalScroll(classes="pad"):
            yield self._page

    async def load(self) -> None:
        """Sees what the job would take, and whether the quota suffices."""
        self._plan = await self.blocking(autotagging.plan_autotag, self.project, self._choice.spec())
        self._page.update(self._text(self._plan))
        if self._plan.problem:
            self.message_line.show(self._plan.problem, error=True)
        else:
            self.say("enter starts the job; you can go on working meanwhile.")

    def can_run(self, command: Command) -> bool:
        """Starting needs the quota to suffice."""
        return command != commands.START or (self._plan is not None and not self._plan.problem)

    async def do_start(self) -> None:
        """Submits the job and shows its page, with the steps gone from behind it."""
        job = await self.blocking(autotagging.start_autotag, self.project, self._choice.spec())
        from tui.screens.jobs.job import JobScreen

        self.autotag.open_section("autotag")
        self.app.push_screen(JobScreen(job.id))

    async def do_score(self) -> None:
        """Asks for the lowest score."""
        present = "" if self._choice.min_score is None else f"{self._choice.min_score:g}"
        answer = await self.question_bar.ask_text("Lowest score, 0 to 1, or empty:", present, _score)
        if answer is not None:
            self._choice.min_score = _score(answer)
            await self.load()

    def _text(self, plan: autotagging.AutotagPlan) -> Text:
        quota = plan.quota
        left = "no limit" if quota.left is None else f"{quota.left:,} of {quota.limit:,} left in {quota.month}"
        score = self._choice.min_score
        own = [f"{entity} from {lowest:g}" for entity, lowest in self._choice.spec().thresholds.items()]
        facts = [
            ("Model", self._choice.model),
            ("Files", f"{plan.files:,}"),
            ("Text records", f"{plan.records:,} ({left})"),
            ("Entities", ", ".join(self._choice.spec().entities)),
            ("Lowest score", ", ".join(["the model's own thresholds" if score is None else f"{score:g}", *own])),
        ]
        text = Text()
        for label, value in facts:
            text.append(f"{label:<14}", Style(dim=True))
            text.append(f"{visible(value)}\n")
        return text


def _score(text: str) -> float | None:
    if not text.strip():
        return None
    try:
        score = float(text)
    except ValueError:
        score = -1
    if not 0 <= score <= 1:
        raise RequestError(f"A number from 0 to 1 is needed, not {text!r}:")
    return score
