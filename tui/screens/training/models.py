"""Model performance: the models of the project."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.widget import Widget

from core.domain.project.autotag_draft import AutotagDraft
from core.domain.wording import counted
from core.services.training import models
from tui.commands import Offer, anywhere
from tui.commands import performance as commands
from tui.shell.destinations import ChooseEntities, ModelPage
from tui.shell.screen import AutotagScreen
from tui.widgets.model_list import EXPLANATION, model_list
from tui.widgets.row_list import RowList


class PerformanceScreen(AutotagScreen):
    """Lists the models; enter shows one."""

    SECTION: ClassVar[str] = "Models"
    HEADING: ClassVar[str] = "Model performance"

    def __init__(self) -> None:
        super().__init__()
        self._list = model_list(self.appearance)

    def compose_body(self) -> Iterable[Widget]:
        """Yield the list."""
        yield self._list

    def offers(self) -> Sequence[Offer]:
        """Return the commands of this screen."""
        return (
            Offer(commands.TRIGGER, self.do_trigger, when=self._has_current),
            Offer(commands.DELETE, self.do_delete, when=self._has_current),
        )

    async def load(self) -> None:
        """Get the models."""
        self._list.focus()
        self._list.set_rows(await self.blocking(models.list_models, self.project))
        self.title_bar.show("Model performance", counted(len(self._list.rows), "model"))
        if not self._list.rows:
            self.say(f"No model yet: {anywhere.TRAIN} trains one.")
        else:
            self.say(EXPLANATION)

    def _has_current(self) -> bool:
        return self._list.current is not None

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        self.go(ModelPage(event.key))

    def do_trigger(self) -> None:
        """Start an autotag job."""
        if self._list.current is not None:
            self.go(ChooseEntities(AutotagDraft(model=self._list.current.name)))

    async def do_delete(self) -> None:
        """Ask, and delete the model."""
        model = self._list.current
        if model is not None and await self.ask(f"Delete the model {model.name} for good?"):
            await self.blocking(models.delete_model, self.project, model.name)
            await self.load()
