"""Second step: the entities."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.widget import Widget

from core.domain.models.model import DEFAULT_THRESHOLD, Model
from core.domain.project.autotag_draft import AutotagDraft
from core.domain.project.guessers import guesser_name
from core.services.jobs import autotagging
from core.services.project import files
from core.services.training import models
from tui.commands import Offer
from tui.commands import wizard as commands
from tui.shell.destinations import ChooseFiles
from tui.shell.screen import AutotagScreen
from tui.widgets.columns import Column
from tui.widgets.row_list import RowList

STEP = 0.05
"""By how much a key moves a threshold."""


class ChooseEntitiesScreen(AutotagScreen):
    """Entities with their tags and figures, and from which score on they are suggested; all are chosen."""

    SECTION: ClassVar[str] = "Autotag"
    HEADING: ClassVar[str] = "Trigger Autotag, 2 of 4: choose entities"

    def __init__(self, draft: AutotagDraft) -> None:
        super().__init__()
        self._draft = draft
        self._model: Model | None = None
        self._tags: Counter[str] = Counter()
        self._list: RowList[str] = RowList(
            [
                Column("Entity"),
                Column("Total tags", 10, right=True),
                Column("Right", 6, right=True),
                Column("Found", 6, right=True),
                Column("From score", 10, right=True),
                Column("Keys", 5, right=True),
            ],
            self._cells,
            lambda name: name,
            self.appearance,
            checkable=True,
        )

    def compose_body(self) -> Iterable[Widget]:
        """Yield the list."""
        yield self._list

    def offers(self) -> Sequence[Offer]:
        """Return the commands of this screen."""
        return (
            Offer(commands.FORWARD, self.do_forward, when=self._has_chosen),
            Offer(commands.BACK, self.do_back),
            Offer(commands.ALL, self.do_all),
            Offer(commands.LOWER, self.do_lower),
            Offer(commands.HIGHER, self.do_higher),
        )

    async def load(self) -> None:
        """Get the entities that the model knows."""
        self._list.focus()
        if not guesser_name(self._draft.model):
            self._model = await self.blocking(models.get_model, self.project, self._draft.model)
        self._tags = (await self.blocking(files.list_files, self.project)).tags
        names = await self.blocking(autotagging.usable_entities, self.project, self._draft.model)
        self._list.set_rows(names)
        if self._draft.entities is None:
            self._draft.entities = set(names)
        self._list.check(set(self._draft.entities))
        keys = " Keys: the work of review." if self._model else ""
        self.say(f"Suggested from this score on ({commands.LOWER} lower, {commands.HIGHER} higher).{keys}")

    @on(RowList.ChecksChanged)
    def _checked(self) -> None:
        self._draft.entities = set(self._list.checked)
        self.title_bar.show(self.HEADING, f"{len(self._list.checked)} of {len(self._list.rows)} chosen")
        self.show_commands()

    @on(RowList.Chosen)
    def _chosen(self) -> None:
        self.run_command(commands.FORWARD)

    def _has_chosen(self) -> bool:
        return bool(self._draft.entities)

    def do_forward(self) -> None:
        """Continue with the files."""
        self.go(ChooseFiles(self._draft))

    def do_all(self) -> None:
        """Choose all entities, or none if all are chosen."""
        self._list.toggle_all()

    def do_lower(self) -> None:
        """Suggest the entity from a lower score on."""
        self._move_threshold(-STEP)

    def do_higher(self) -> None:
        """Suggest the entity from a higher score on."""
        self._move_threshold(STEP)

    def _move_threshold(self, by: float) -> None:
        name = self._list.current
        if name is None:
            return
        moved = round(self._threshold(name) / STEP) * STEP + by
        lowest = STEP if self._model else 0.0
        self._draft.thresholds[name] = round(min(1 - STEP, max(lowest, moved)), 2)
        self._list.refresh()
        if self._model and (outlook := self._model.outlook(name, self._threshold(name))):
            self.say(f"In files it had not seen: {outlook.shown} shown, {outlook.right} right, {outlook.keys} keys.")

    def _threshold(self, name: str) -> float:
        """Return the lowest score of an entity; a guesser has none of its own, so that all its guesses are shown."""
        own = self._model.thresholds.get(name, DEFAULT_THRESHOLD) if self._model else 0.0
        chosen = self._draft.thresholds.get(name, self._draft.min_score)
        return own if chosen is None else chosen

    def _cells(self, name: str) -> Sequence[str]:
        tags, threshold = f"{self._tags[name]:,}", f"{self._threshold(name):.2f}"
        if self._model is None:
            return name, tags, "", "", threshold, ""
        counts = self._model.counts(name)
        outlook = self._model.outlook(name, self._threshold(name))
        figures = f"{counts.precision:.0%}", f"{counts.recall:.0%}"
        return name, tags, *figures, threshold, str(outlook.keys) if outlook else ""
