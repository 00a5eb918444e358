"""First step: the model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.widget import Widget

from core.services.training import models
from tui.commands import Command
from tui.commands import wizard as commands
from tui.screens.training.models import model_list
from tui.screens.wizard.choice import Choice
from tui.screens.wizard.entities import ChooseEntitiesScreen
from tui.shell.screen import AutotagScreen
from tui.widgets.row_list import RowList


class ChooseModelScreen(AutotagScreen):
    """Models with F1, precision, recall, when and on how many files they were trained."""

    SECTION: ClassVar[str] = "Autotag"
    HEADING: ClassVar[str] = "Trigger Autotag, 1 of 4: choose model"
    OFFERS: ClassVar[Sequence[Command]] = commands.MODEL_STEP

    def __init__(self, choice: Choice) -> None:
        super().__init__()
        self._choice = choice
        self._list = model_list(self.appearance)

    def compose_body(self) -> Iterable[Widget]:
        """The list."""
        yield self._list

    async def load(self) -> None:
        """Gets the models; the cursor is on the one chosen before."""
        self._list.focus()
        self._list.set_rows(await self.blocking(models.list_models, self.project))
        self._list.move_to(self._choice.model)

    @on(RowList.Chosen)
    def _chosen(self) -> None:
        self.do_forward()

    def do_forward(self) -> None:
        """On to the entities; those of another model are chosen anew."""
        model = self._list.current
        if model is None:
            return
        if model.name != self._choice.model:
            self._choice.model = model.name
            self._choice.entities = None
            self._choice.thresholds.clear()
        self.app.push_screen(ChooseEntitiesScreen(self._choice))
