"""Entities that many projects have, to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.events import Key
from textual.widget import Widget

from core.domain.project.schema import Entity
from core.domain.project.usual_entities import USUAL_ENTITIES
from core.services.project import entities
from tui.commands import Offer
from tui.commands import entities as commands
from tui.shell.screen import AutotagScreen
from tui.widgets.columns import Column
from tui.widgets.row_list import RowList


class UsualEntitiesScreen(AutotagScreen):
    """Lists usual entities that the project lacks; space checks one, enter adds those that are checked."""

    SECTION: ClassVar[str] = "Entities"
    HEADING: ClassVar[str] = "Usual entities"

    def __init__(self) -> None:
        super().__init__()
        self._list: RowList[Entity] = RowList(
            [Column("Entity", 14), Column("What counts as one")],
            lambda entity: [entity.name, entity.description],
            lambda entity: entity.name,
            self.appearance,
            checkable=True,
        )

    def compose_body(self) -> Iterable[Widget]:
        """Yield the list."""
        yield self._list

    def offers(self) -> Sequence[Offer]:
        """Return the command of this screen."""
        return (Offer(commands.ADD_CHECKED, self.do_add, when=lambda: bool(self._list.rows)),)

    async def load(self) -> None:
        """List the entities that the project lacks."""
        self._list.focus()
        present = {name.casefold() for name in (await self.blocking(entities.load_schema, self.project)).names}
        self._list.set_rows([entity for entity in USUAL_ENTITIES if entity.name.casefold() not in present])
        self.say(f"space checks an entity, {commands.ADD_CHECKED} adds those checked. Names can be changed later.")

    def key_pressed(self, event: Key) -> bool:
        """Leave enter to the command."""
        return event.key != "enter" and super().key_pressed(event)

    async def do_add(self) -> None:
        """Add the entities that are checked, or the one at the cursor, and go back."""
        current = self._list.current
        chosen = self._list.checked or ({current.name} if current else set())
        for entity in self._list.rows:
            if entity.name in chosen:
                await self.blocking(entities.add_entity, self.project, entity.name, description=entity.description)
        await self.do_back()
