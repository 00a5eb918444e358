"""First step: the model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.widget import Widget

from core.domain.project.autotag_draft import AutotagDraft
from core.services.training import models
from tui.commands import Offer
from tui.commands import wizard as commands
from tui.shell.destinations import ChooseEntities
from tui.shell.screen import AutotagScreen
from tui.widgets.model_list import model_list
from tui.widgets.row_list import RowList


class ChooseModelScreen(AutotagScreen):
    """Models with F1, precision, recall, when and on how many files they were trained."""

    SECTION: ClassVar[str] = "Autotag"
    HEADING: ClassVar[str] = "Trigger Autotag, 1 of 4: choose model"

    def __init__(self, draft: AutotagDraft) -> None:
        super().__init__()
        self._draft = draft
        self._list = model_list(self.appearance)

    def compose_body(self) -> Iterable[Widget]:
        """Yield the list."""
        yield self._list

    def offers(self) -> Sequence[Offer]:
        """Return the commands of this screen."""
        return (Offer(commands.FORWARD, self.do_forward),)

    async def load(self) -> None:
        """Get the models; the cursor is on the one chosen before."""
        self._list.focus()
        self._list.set_rows(await self.blocking(models.list_models, self.project))
        self._list.move_to(self._draft.model)

    @on(RowList.Chosen)
    def _chosen(self) -> None:
        self.do_forward()

    def do_forward(self) -> None:
        """Continue with the entities; another model starts with all of its own."""
        model = self._list.current
        if model is None:
            return
        if model.name != self._draft.model:
            self._draft.model = model.name
            self._draft.entities = None
            self._draft.thresholds.clear()
        self.go(ChooseEntities(self._draft))
