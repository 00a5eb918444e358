"""Model performance: the models of the project."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.widget import Widget

from core.domain.models.model import Model
from core.domain.wording import counted
from core.services.training import models
from tui.commands import Command
from tui.commands import performance as commands
from tui.shell.screen import AutotagScreen
from tui.terminal.appearance import Appearance
from tui.widgets.row_list import Column, RowList


def model_list(appearance: Appearance) -> RowList[Model]:
    """A list of models with their figures; for here and for choosing one."""
    return RowList(
        [
            Column("Model"),
            Column("F1", 6, right=True),
            Column("Precision", 9, right=True),
            Column("Recall", 6, right=True),
            Column("Recipe", 8),
            Column("Trained", 16),
            Column("Files", 5, right=True),
        ],
        _cells,
        lambda model: model.name,
        appearance,
    )


class PerformanceScreen(AutotagScreen):
    """Lists the models; enter shows one."""

    SECTION: ClassVar[str] = "Models"
    HEADING: ClassVar[str] = "Model performance"
    OFFERS: ClassVar[Sequence[Command]] = commands.MODELS

    def __init__(self) -> None:
        super().__init__()
        self._list = model_list(self.appearance)

    def compose_body(self) -> Iterable[Widget]:
        """The list."""
        yield self._list

    async def load(self) -> None:
        """Gets the models."""
        self._list.focus()
        self._list.set_rows(await self.blocking(models.list_models, self.project))
        self.title_bar.show("Model performance", counted(len(self._list.rows), "model"))
        if not self._list.rows:
            self.say("No model yet: F4 trains one.")

    def can_run(self, command: Command) -> bool:
        """They need a model."""
        return command not in self.OFFERS or self._list.current is not None

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        from tui.screens.training.model import ModelScreen

        self.app.push_screen(ModelScreen(event.key))

    def do_trigger(self) -> None:
        """Begins an autotag job."""
        from tui.screens.wizard import Choice, ChooseEntitiesScreen

        if self._list.current is not None:
            self.app.push_screen(ChooseEntitiesScreen(Choice(model=self._list.current.name)))

    async def do_delete(self) -> None:
        """Asks, and deletes."""
        model = self._list.current
        if model is not None and await self.ask(f"Delete the model {model.name} for good?"):
            await self.blocking(models.delete_model, self.project, model.name)
            await self.load()


def _cells(model: Model) -> Sequence[str]:
    total = model.evaluation.total
    return (
        model.name,
        f"{total.f1:.3f}",
        f"{total.precision:.3f}",
        f"{total.recall:.3f}",
        model.recipe,
        model.trained_at[:16].replace("T", " "),
        str(len(model.training)),
    )
