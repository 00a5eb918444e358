"""A model's page: its figures, guidance, confusions and mistakes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.text import Text
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from core.domain.models.model import FileMismatches, Model
from core.domain.project.autotag_draft import AutotagDraft
from core.services.training import models
from tui.commands import Offer
from tui.commands import performance as commands
from tui.shell.destinations import ChooseEntities, Preview, TryModel
from tui.shell.screen import AutotagScreen
from tui.widgets import model_report

_OVERVIEW = "overview"


class ModelScreen(AutotagScreen):
    """Shows one model.

    Args:
        name: of the model.
    """

    SECTION: ClassVar[str] = "Models"

    def __init__(self, name: str) -> None:
        super().__init__()
        self._model_name = name
        self._model: Model | None = None
        self._part = _OVERVIEW
        self._page = Static(markup=False)
        self._scroll = VerticalScroll(self._page, classes="pad")

    def compose_body(self) -> Iterable[Widget]:
        """Yield one page."""
        yield self._scroll

    def offers(self) -> Sequence[Offer]:
        """Return the commands of this screen."""
        return (
            Offer(commands.OVERVIEW, self.do_overview),
            Offer(commands.MISTAKES, self.do_mistakes),
            Offer(commands.CURVE, self.do_curve),
            Offer(commands.DETAILS, self.do_details),
            Offer(commands.TRY, self.do_try),
            Offer(commands.AUTOTAG, self.do_trigger),
            Offer(commands.SIDE, self.do_side),
            Offer(commands.CONFUSION, self.do_confusion),
            Offer(commands.EVERYTHING, self.do_everything),
            Offer(commands.SCORES, self.do_scores),
            Offer(commands.VIEW, self.do_view),
        )

    async def load(self) -> None:
        """Get the model and show the overview."""
        if self._model is None:
            self._model = await self.blocking(models.get_model, self.project, self._model_name)
            self.do_overview()
        self._scroll.focus()

    def _show(self, part: str, text: Text) -> None:
        assert self._model is not None
        self._part = part
        total = self._model.evaluation.total
        figures = f"{total.precision:.0%} right  {total.recall:.0%} found"
        self.title_bar.show(f"{self._model_name}: {part}", figures)
        self._page.update(text)
        self._scroll.scroll_home(animate=False)

    def do_overview(self) -> None:
        """Show figures and guidance."""
        assert self._model is not None
        self._show(_OVERVIEW, model_report.overview(self._model, self.appearance.glyphs, self.size.width))

    def do_confusion(self) -> None:
        """Show the confusion matrix."""
        assert self._model is not None
        self._show("confusion", model_report.confusion(self._model, self.appearance.glyphs))

    def do_curve(self) -> None:
        """Show the learning curve."""
        assert self._model is not None
        self._show("progress", model_report.curve(self._model, self.appearance.glyphs, self.size.width))

    def do_scores(self) -> None:
        """Show how far scores can be trusted."""
        assert self._model is not None
        self._show("scores", model_report.scores(self._model, self.appearance.glyphs, self.size.width))

    def do_details(self) -> None:
        """Show how the model was trained."""
        assert self._model is not None
        self._show("details", model_report.details(self._model, self.appearance.glyphs))

    async def do_mistakes(self) -> None:
        """Show mistakes, with the words of the texts."""
        assert self._model is not None
        mistaken = [detail for detail in self._model.details if detail.mismatches]
        self._show("mistakes", model_report.spans(await self._measured(mistaken), self.appearance.glyphs))

    async def do_everything(self) -> None:
        """Show mistakes and right answers."""
        assert self._model is not None
        files = await self._measured(self._model.details)
        self._show("all answers", model_report.spans(files, self.appearance.glyphs, right_too=True))

    async def do_side(self) -> None:
        """Show the model next to each other one."""
        comparisons = await self.blocking(models.compared_with_others, self.project, self._model_name)
        self._show("side by side", model_report.side_by_side(comparisons, self.appearance.glyphs))

    async def _measured(self, details: Sequence[FileMismatches]) -> list[tuple[FileMismatches, models.MeasuredFile]]:
        return [(detail, await self.blocking(models.measured_file, self.project, detail)) for detail in details]

    async def do_back(self) -> None:
        """Return to the overview; from there, to the screen before."""
        if self._part == _OVERVIEW:
            await super().do_back()
        else:
            self.do_overview()

    async def do_view(self) -> None:
        """Show a file, to look at."""
        assert self._model is not None
        mistaken = [detail.name for detail in self._model.details if detail.mismatches]
        others = [detail.name for detail in self._model.details if not detail.mismatches]
        if chosen := await self.question_bar.ask_choice("File:", [*mistaken, *others]):
            self.go(Preview(chosen))

    def do_trigger(self) -> None:
        """Start an autotag job."""
        self.go(ChooseEntities(AutotagDraft(model=self._model_name)))

    def do_try(self) -> None:
        """Open the page that tries the model on a text."""
        self.go(TryModel(self._model_name))
