"""First step: the model, or a guesser."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.widget import Widget

from core.domain.models.model import Model
from core.domain.project.autotag_draft import AutotagDraft
from core.domain.project.guessers import GUESS, Guesser
from core.services.jobs import guessers
from core.services.training import models
from tui.commands import Offer
from tui.commands import wizard as commands
from tui.shell.consent import ask_consent
from tui.shell.destinations import ChooseEntities
from tui.shell.screen import AutotagScreen
from tui.widgets.model_list import COLUMNS, EXPLANATION, model_cells
from tui.widgets.row_list import RowList


class ChooseModelScreen(AutotagScreen):
    """Models with their figures, then guessers, which have none."""

    SECTION: ClassVar[str] = "Autotag"
    HEADING: ClassVar[str] = "Trigger Autotag, 1 of 4: choose model"

    def __init__(self, draft: AutotagDraft) -> None:
        super().__init__()
        self._draft = draft
        self._list: RowList[Model | Guesser] = RowList(COLUMNS, self._cells, _name, self.appearance)

    def compose_body(self) -> Iterable[Widget]:
        """Yield the list."""
        yield self._list

    def offers(self) -> Sequence[Offer]:
        """Return the commands of this screen."""
        return (Offer(commands.FORWARD, self.do_forward),)

    async def load(self) -> None:
        """Get models and guessers; the cursor is on the one chosen before."""
        self._list.focus()
        found = await self.blocking(models.list_models, self.project)
        self._list.set_rows([*found, *await self.blocking(guessers.list_guessers, self.project)])
        self._list.move_to(self._draft.model)
        self._say_where_it_reads()

    @on(RowList.Highlighted)
    def _say_where_it_reads(self) -> None:
        row = self._list.current
        if isinstance(row, Guesser):
            self.say(f"{row.name} reads texts {guessers.where_it_runs(row)}.")
        elif row and row.guesser:
            self.say(f"{row.name} learned with the guesser {row.guesser}, which reads each text first.")
        else:
            self.say(EXPLANATION if row else "")

    @on(RowList.Chosen)
    def _chosen(self) -> None:
        self.run_command(commands.FORWARD)

    async def do_forward(self) -> None:
        """Continue with the entities, once the texts may go to the guesser that reads them, if one does."""
        row = self._list.current
        if row is None:
            return
        guesser = row.name if isinstance(row, Guesser) else row.guesser
        may_read = not guesser or await ask_consent(self, guesser)
        if not may_read and (isinstance(row, Guesser) or not await self.ask(f"Use {row.name} without its guesses?")):
            return
        self._draft.choose(_name(row), without_guesses=not may_read)
        self.go(ChooseEntities(self._draft))

    def _cells(self, row: Model | Guesser) -> Sequence[str]:
        if isinstance(row, Guesser):
            return _name(row), "", "", "", "", row.kind, "", ""
        return model_cells(row, self.appearance.glyphs)


def _name(row: Model | Guesser) -> str:
    return GUESS + row.name if isinstance(row, Guesser) else row.name
