"""The entities of the project."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.widget import Widget

from core.domain.project.file_filter import WITH_ENTITY, FileFilter
from core.domain.project.schema import COLOURS, HOTKEYS, Entity, check_description, check_entity_name
from core.domain.wording import counted
from core.services.project import entities, files, merging, splitting
from core.services.project.entity_use import count_use
from tui.commands import Offer, anywhere
from tui.commands import entities as commands
from tui.shell.destinations import FileList, Guidelines, Sort, UsualEntities
from tui.shell.screen import AutotagScreen
from tui.widgets.columns import Column
from tui.widgets.entity_style import entity_style
from tui.widgets.meter import stroke
from tui.widgets.row_list import RowList

_NO_KEY = "none"
_BAR = 15
"""Cells of the line for the most frequent entity."""


class EntitiesScreen(AutotagScreen):
    """Adds, renames, recolours and deletes entities; enter shows the files that hold one."""

    SECTION: ClassVar[str] = "Entities"
    HEADING: ClassVar[str] = "Entities"

    def __init__(self) -> None:
        super().__init__()
        self._tags: Counter[str] = Counter()
        self._files: Counter[str] = Counter()
        self._next_step = ""
        self._list: RowList[Entity] = RowList(
            [
                Column("Key", 4),
                Column("Entity", most=40, coloured=True),
                Column("Colour", 10, coloured=True),
                Column("Tags", 7, right=True),
                Column("", _BAR, optional=True, coloured=True),
                Column("Files", 7, right=True),
                Column("Description", optional=True),
            ],
            self._cells,
            lambda entity: entity.name,
            self.appearance,
            colour=lambda entity: entity_style(self.appearance, entity.colour),
        )

    def compose_body(self) -> Iterable[Widget]:
        """Yield the list."""
        yield self._list

    def offers(self) -> Sequence[Offer]:
        """Return the commands of this screen."""
        return (
            Offer(commands.ADD, self.do_add),
            Offer(commands.USUAL, lambda: self.go(UsualEntities())),
            Offer(commands.RENAME, self.do_rename, when=self._has_current),
            Offer(commands.DESCRIBE, self.do_describe, self._has_current),
            Offer(commands.RECOLOUR, self.do_recolour, when=self._has_current),
            Offer(commands.REKEY, self.do_rekey, when=self._has_current),
            Offer(commands.MERGE, self.do_merge, when=self._has_another),
            Offer(commands.SPLIT, self.do_split, when=self._has_current),
            Offer(commands.WIDEN, self.do_widen, when=self._has_current),
            Offer(commands.DELETE, self.do_delete, when=self._has_current),
            Offer(commands.GUIDELINES, lambda: self.go(Guidelines())),
        )

    async def load(self) -> None:
        """Get the entities and their counts."""
        self._list.focus()
        schema = await self.blocking(entities.load_schema, self.project)
        listed = await self.blocking(files.list_files, self.project)
        self._tags = listed.tags
        self._files = Counter(entity for entry in listed for entity in entry.tags)
        self._list.set_rows(list(schema))
        self.title_bar.show("Entities", f"{counted(len(schema), 'entity')}  {counted(listed.tag_count, 'tag')}")
        self._next_step = ""
        if not len(schema):
            self.say(f"No entity yet: {commands.ADD} names some, {commands.USUAL} lists usual ones to choose from.")
        elif not listed.tag_count:
            self._next_step = f"Name more, or press {anywhere.TAG_DATA} to open a file and tag it."
        self._say_description()

    @on(RowList.Highlighted)
    def _say_description(self) -> None:
        if self._list.current is not None:
            self.say(self._list.current.description or self._next_step)

    def _cells(self, entity: Entity) -> Sequence[str]:
        count, most = self._tags[entity.name], max(self._tags.values(), default=0) or 1
        return (
            entity.hotkey,
            entity.name,
            entity.colour,
            str(count),
            stroke(count / most, _BAR, self.appearance.glyphs),
            str(self._files[entity.name]),
            entity.description,
        )

    def _has_current(self) -> bool:
        return self._list.current is not None

    def _has_another(self) -> bool:
        return self._has_current() and len(self._list.rows) > 1

    @property
    def _current(self) -> Entity:
        assert self._list.current is not None, "such a command runs only on an entity"
        return self._list.current

    async def do_add(self) -> None:
        """Ask for names, and add an entity for each."""
        written = await self.question_bar.ask_text("Names, with commas (Person, Company):", check=_names)
        for name in _names(written or ""):
            await self.blocking(entities.add_entity, self.project, name)
            await self.load()
            self._list.move_to(name)

    async def do_rename(self) -> None:
        """Ask for another name, and again where models or other people know the old one."""
        old = self._current.name
        new = await self.question_bar.ask_text(f"New name of {old}:", old, check_entity_name)
        if not new or new.strip() == old:
            return
        use = await self.blocking(count_use, self.project, old)
        self.say(use.caution)
        if not use.caution or await self.ask(f"Rename {old} to {new.strip()}: {use.what}?"):
            await self.blocking(entities.rename_entity, self.project, old, new)
            await self.load()
            self._list.move_to(new.strip())
            self.say(f"{old} is {new.strip()} now in {counted(use.files, 'file')}; 'autotag restore' takes it back.")

    async def do_describe(self) -> None:
        """Ask for the description."""
        entity = self._current
        description = await self.question_bar.ask_text(
            f"Description of {entity.name}:", entity.description, check_description
        )
        if description is not None:
            await self.blocking(entities.describe_entity, self.project, entity.name, description)
            await self.load()
            self._list.move_to(entity.name)

    async def do_recolour(self) -> None:
        """Ask for a colour."""
        colour = await self.question_bar.ask_choice("Colour:", COLOURS, self._current.colour)
        if colour:
            await self.blocking(entities.recolour_entity, self.project, self._current.name, colour)
            await self.load()

    async def do_rekey(self) -> None:
        """Ask for a key."""
        key = await self.question_bar.ask_choice("Key:", [*HOTKEYS, _NO_KEY], self._current.hotkey)
        if key:
            await self.blocking(entities.rekey_entity, self.project, self._current.name, "" if key == _NO_KEY else key)
            await self.load()

    async def do_merge(self) -> None:
        """Ask for the entity to merge into, count what that changes, and ask again."""
        old = self._current.name
        others = [entity.name for entity in self._list.rows if entity.name != old]
        into = await self.question_bar.ask_choice(f"Merge {old} into:", others)
        if not into:
            return
        use = await self.blocking(count_use, self.project, old)
        self.say(use.caution)
        if await self.ask(f"Merge {old} into {into}: {use.what}?"):
            await self.blocking(merging.merge_entities, self.project, old, into)
            await self.load()
            self._list.move_to(into)
            self.say(f"{old} is {into} now in {counted(use.files, 'file')}; 'autotag restore' takes it back.")

    async def do_split(self) -> None:
        """Ask for the other entity, add it if it is new, and go through the tags."""
        old = self._current.name
        written = await self.question_bar.ask_text(f"Split {old}; the other entity:", check=check_entity_name)
        into = (written or "").strip()
        if into and into != old:
            await self.blocking(splitting.ensure_entity, self.project, into)
            self.go(Sort(into, old))

    def do_widen(self) -> None:
        """Go through untagged places that are like its tags."""
        self.go(Sort(self._current.name))

    async def do_delete(self) -> None:
        """Say how many tags go with it, and ask."""
        name = self._current.name
        use = await self.blocking(count_use, self.project, name)
        self.say(use.caution)
        if await self.ask(f"Delete {name}: {use.what}?"):
            await self.blocking(entities.delete_entity, self.project, name)
            await self.load()
            self.say(f"{name} was deleted, with {counted(use.tags, 'tag')}; 'autotag restore' takes it back.")

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        self.go(FileList(FileFilter(WITH_ENTITY + event.key)))


def _names(written: str) -> list[str]:
    """Return the names of entities in a line.

    Raises:
        RequestError: a name is not allowed.
    """
    names = [name.strip() for name in written.split(",") if name.strip()]
    for name in names:
        check_entity_name(name)
    return list(dict.fromkeys(names))
