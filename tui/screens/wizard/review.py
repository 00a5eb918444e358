"""Fourth step: everything chosen at a glance, and the start."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from core.domain.project.autotag_draft import AutotagDraft
from core.domain.project.guessers import guesser_name
from core.errors import RequestError
from core.services.jobs import autotagging
from tui.commands import Offer
from tui.commands import wizard as commands
from tui.shell.destinations import JobPage, Section
from tui.shell.screen import AutotagScreen
from tui.terminal.plain import visible


class ReviewDraftScreen(AutotagScreen):
    """Model, files, text records, entities; then Autotag."""

    SECTION: ClassVar[str] = "Autotag"
    HEADING: ClassVar[str] = "Trigger Autotag, 4 of 4: review"

    def __init__(self, draft: AutotagDraft) -> None:
        super().__init__()
        self._draft = draft
        self._plan: autotagging.AutotagPlan | None = None
        self._page = Static(markup=False)

    def compose_body(self) -> Iterable[Widget]:
        """Yield one page."""
        with VerticalScroll(classes="pad"):
            yield self._page

    def offers(self) -> Sequence[Offer]:
        """Return the commands of this screen."""
        return (
            Offer(commands.START, self.do_start, when=self._can_start),
            Offer(commands.BACK, self.do_back),
            Offer(commands.SCORE, self.do_score),
        )

    async def load(self) -> None:
        """Find out what the job would take, and whether the quota suffices."""
        self._plan = await self.blocking(autotagging.plan_autotag, self.project, self._draft.spec())
        self._page.update(self._text(self._plan))
        if self._plan.problem:
            self.message_line.show(self._plan.problem, error=True)
        else:
            self.say(f"{commands.START} starts the job; you can go on working meanwhile.")

    def _can_start(self) -> bool:
        return self._plan is not None and not self._plan.problem

    async def do_start(self) -> None:
        """Submit the job and show its page; going back does not lead to the steps."""
        job = await self.blocking(autotagging.start_autotag, self.project, self._draft.spec())
        self.go(Section.AUTOTAG)
        self.go(JobPage(job.id))

    async def do_score(self) -> None:
        """Ask for the lowest score."""
        present = "" if self._draft.min_score is None else f"{self._draft.min_score:g}"
        answer = await self.question_bar.ask_text("Lowest score, 0 to 1, or empty:", present, _score)
        if answer is not None:
            self._draft.min_score = _score(answer)
            await self.load()

    def _text(self, plan: autotagging.AutotagPlan) -> Text:
        quota = plan.quota
        left = "no limit" if quota.left is None else f"{quota.left:,} of {quota.limit:,} left in {quota.month}"
        score = self._draft.min_score
        own_scores = "none" if guesser_name(self._draft.model) else "the model's own"
        own = [f"{entity} from {lowest:g}" for entity, lowest in self._draft.spec().thresholds.items()]
        facts = [
            ("Model", self._draft.model),
            ("Files", f"{plan.files:,}"),
            ("Text records", f"{plan.records:,} ({left})"),
            ("Entities", ", ".join(self._draft.spec().entities)),
            ("Lowest score", ", ".join([own_scores if score is None else f"{score:g}", *own])),
        ]
        if plan.reading:
            facts.append(("Guesser", plan.reading))
        if self._draft.without_guesses:
            facts.append(("Guesser", "none: the model suggests without the guesses that it learned with"))
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
