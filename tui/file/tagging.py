"""Tagging by hand: fitting the borders of a place, giving it an entity."""

from __future__ import annotations

from collections.abc import Callable

from textual import events

from core.domain.finding.tagged_strings import places_of
from core.domain.tagging.tagging import describe
from core.domain.text.selection import Borders, Unit, move_end, move_start
from core.domain.text.spans import Span
from core.domain.wording import counted
from core.services.project import entities
from core.services.review.same_text import SameText
from tui.file.finding import Finding
from tui.shell.destinations import SameTextElsewhere


class Tagging(Finding):
    """The commands that tag, change and remove."""

    # Moving and changing the selection.

    async def do_grow(self) -> None:
        """Moves the end right by a word."""
        await self._move(move_end, Unit.WORD, outward=True)

    async def do_shrink(self) -> None:
        """Moves the end left by a word."""
        await self._move(move_end, Unit.WORD, outward=False)

    async def do_grow_left(self) -> None:
        """Moves the start left by a word."""
        await self._move(move_start, Unit.WORD, outward=True)

    async def do_shrink_left(self) -> None:
        """Moves the start right by a word."""
        await self._move(move_start, Unit.WORD, outward=False)

    async def do_grow_char(self) -> None:
        """Moves the end right by a character."""
        await self._move(move_end, Unit.CHARACTER, outward=True)

    async def do_shrink_char(self) -> None:
        """Moves the end left by a character."""
        await self._move(move_end, Unit.CHARACTER, outward=False)

    async def do_start_left(self) -> None:
        """Moves the start left by a character."""
        await self._move(move_start, Unit.CHARACTER, outward=True)

    async def do_start_right(self) -> None:
        """Moves the start right by a character."""
        await self._move(move_start, Unit.CHARACTER, outward=False)

    async def _move(self, move: Callable[[str, Borders, Unit, bool], Borders], unit: Unit, *, outward: bool) -> None:
        """Moves a border of the selection; of a tag or a suggestion, that edits it."""
        session = self._session
        if session.selection is None:
            self.do_word_right()
            return
        borders = move(self._content, session.selection, unit, outward)
        old = session.selected_suggestion or session.selected_tag
        if borders == session.selection:
            if outward and unit is Unit.WORD:
                self.say("The paragraph ends there; a key that moves by characters goes on.")
            return
        if old is None:
            stepping = self._stepping
            self._select(borders)
            self._stepping = stepping
        else:
            await self._put(Span(*borders, old.entity))

    # Giving it an entity.

    def key_pressed(self, event: events.Key) -> bool:
        """An entity's key."""
        if super().key_pressed(event):
            return True
        entity = self._schema.by_hotkey(event.character) if event.character else None
        if entity is not None:
            self.perform(lambda: self._tag(entity.name))
        return entity is not None

    async def do_entity(self) -> None:
        """Asks for an entity by its letters; makes one where there is none yet."""
        if not len(self._schema):
            name = await self.question_bar.ask_text("Name of the first entity:")
            if not name:
                return
            self._schema = await self.blocking(entities.add_entity, self.project, name)
            chosen: str | None = self._schema.names[0]
        else:
            chosen = await self.question_bar.ask_choice("Entity:", self._schema.names)
        if chosen:
            await self._tag(chosen)

    async def _tag(self, entity: str) -> None:
        """Gives the selection an entity: a suggestion is accepted so, a tag changed, plain text tagged."""
        session = self._session
        if session.selection is None:
            self.say("Select something first: tab, g or arrows find a place, > takes one more word in.")
            return
        stepping = self._stepping
        was_suggestion = session.selected_suggestion is not None
        if not await self._put(Span(*session.selection, entity)):
            return
        if stepping:
            self.do_next_likely()
        elif was_suggestion:
            self._go_on()

    def _go_on(self) -> None:
        """After a suggestion was decided by tagging."""
        if suggestion := self._session.next_suggestion():
            self._select(suggestion.borders)
        else:
            self.say("No suggestion is left in this file: enter saves and opens the next one.")

    async def _put(self, span: Span) -> bool:
        """Tags, or changes what is selected; asks before a tag in the way is replaced. Gives whether it was done."""
        session = self._session
        old = session.selected_suggestion or session.selected_tag
        in_the_way = session.in_the_way(span, besides=old)
        if in_the_way and not await self.ask(f"This replaces the tag {describe(in_the_way[0])}. Replace it?"):
            return False
        hidden = [s for s in session.current.suggestions.overlapping(*span.borders) if s != old]
        await self._record(session.edit(old, span) if old else session.tag(span))
        if hidden:
            self.say(f"This took the place of the suggestion {describe(hidden[0])}; u brings it back.")
        return True

    async def do_remove(self) -> None:
        """Removes the selected tag."""
        if tag := self._session.selected_tag:
            await self._record(self._session.remove(tag))

    def do_same_elsewhere(self) -> None:
        """Lists bare places in other files that read like the selected tag, to tag them."""
        tag = self._session.selected_tag or self._session.latest_tag
        if tag is None:
            self.say("Tag something first; then places with the same text in other files are listed.")
            return
        string = self._content[tag.start : tag.end]
        self.go(SameTextElsewhere(SameText(self.project, string, tag.entity, self._file_name)))

    async def do_same_text(self) -> None:
        """Tags other places that read like the selected tag, each after a look at it."""
        tag = self._session.selected_tag or self._session.latest_tag
        if tag is None:
            self.say("Tag something first; then other places with the same text are shown one by one.")
            return
        string = self._content[tag.start : tag.end]
        alike = [b for b in places_of(string, self._content) if not self._session.current.tags.overlapping(*b)]
        if not alike:
            self.say(f"{string!r} stands nowhere else in this file without a tag.")
            return
        tagged = 0
        for number, borders in enumerate(alike, start=1):
            self._select(borders)
            answer = await self.question_bar.ask_key(
                f"Tag this as {tag.entity} too? {number} of {len(alike)} (y/n, a: all that follow)", "yna"
            )
            if answer == "a":
                following = [Span(*borders, tag.entity) for borders in alike[number - 1 :]]
                await self._record(self._session.tag_all(following))
                tagged += len(following)
            elif answer == "y":
                await self._record(self._session.tag(Span(*borders, tag.entity)))
                tagged += 1
            if answer in ("a", None):
                break
        self._select(tag.borders)
        self.say(f"{counted(tagged, 'other place')} tagged, of {len(alike)} with the same text in this file.")
