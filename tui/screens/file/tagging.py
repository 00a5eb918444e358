"""Tagging by hand: finding a place in few keys, fitting its borders, giving it an entity."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from functools import partial

from textual import events

from core.domain.candidates import Likely, candidate_at
from core.domain.counting import counted
from core.domain.hints import hints
from core.domain.selection import Borders, Unit, move_end, move_start, next_word, previous_word, word_at
from core.domain.spans import Span
from core.domain.tagged_strings import places_of
from core.domain.tagging import describe
from core.domain.words import words
from core.services import entities, places
from tui.screens.file.opened import OpenedFile


class Tagging(OpenedFile):
    """The commands that select, tag, change and remove."""

    _likely: Likely | None = None
    _hints_grow = False
    _stepping = False

    # Finding a place.

    async def _load_strings(self) -> None:
        await super()._load_strings()
        self._likely = await self.blocking(Likely, self._content, self._strings)

    async def _open(self, name: str) -> None:
        self._likely = None
        await super()._open(name)
        self._likely = await self.blocking(Likely, self._content, self._strings)

    def do_next_likely(self) -> None:
        """Selects the next place where a mention may have been missed."""
        after = self._session.selection[0] if self._session.selection else -1
        self._go_likely(self._likely.next(after, self._session.current) if self._likely else None)

    def do_previous_likely(self) -> None:
        """Selects the previous place where a mention may have been missed."""
        before = self._session.selection[0] if self._session.selection else len(self._content)
        self._go_likely(self._likely.previous(before, self._session.current) if self._likely else None)

    def _go_likely(self, borders: Borders | None) -> None:
        if borders is None:
            self.say("Nothing that looks like an entity is left there.")
        else:
            self._select(borders)
            self._stepping = True

    def _select(self, borders: Borders | None) -> None:
        self._stepping = False
        super()._select(borders)

    def do_hints(self) -> None:
        """Labels what is in view; the letters of a label select it."""
        self._show_hints(grow=False)

    def do_hints_grow(self) -> None:
        """Labels what is in view; the letters of a label grow the selection up to there."""
        self._show_hints(grow=True)

    def _show_hints(self, *, grow: bool) -> None:
        self._hints, self._hints_grow = self._labels(grow=grow), grow
        self._show()
        self.say("Type the letters of a place; any other key leaves.")

    def _labels(self, *, grow: bool) -> dict[str, Borders]:
        """Labels of the words in view; of those after the selection if it is to grow."""
        start, end = self._text.visible_stretch
        after = self._session.selection[1] if grow and self._session.selection else start
        tagging = self._session.current
        found = words(self._content)
        in_view = found[bisect_left(found, (after, -1)) : bisect_left(found, (end, -1))]
        named = [word for word in in_view if self._content[word[0]].isalnum()]
        if grow:
            return hints([], named)
        likely = self._likely.between(start, end, tagging) if self._likely else []
        starts = {borders[0] for borders in likely}
        others = [word for word in named if word[0] not in starts and not tagging.tags.overlapping(*word)]
        return hints(likely, others)

    def key_pressed(self, event: events.Key) -> bool:
        """A letter of a label, or an entity's key."""
        if super().key_pressed(event):
            return True
        if self._hints:
            letter = event.character or ""
            if letter.isascii() and letter.islower():
                self.perform(lambda: self._narrow_hints(letter))
                return True
            self._hints = {}
            self.perform(self._show)
            return event.key == "escape"
        entity = self._schema.by_hotkey(event.character) if event.character else None
        if entity is not None:
            self.perform(lambda: self._tag(entity.name))
        return entity is not None

    def _narrow_hints(self, letter: str) -> None:
        left = {label[1:]: place for label, place in self._hints.items() if label[0] == letter}
        self._hints = {} if "" in left else left
        if "" not in left:
            self._show()
        elif self._hints_grow and self._session.selection:
            self._select((self._session.selection[0], max(left[""][1], self._session.selection[1])))
        else:
            self._select(left[""])

    async def do_find(self) -> None:
        """Selects the next place that holds some letters."""
        wanted = await self.question_bar.ask_text("Find:")
        if not wanted:
            return
        after = self._session.selection[1] if self._session.selection else 0
        lower, wanted_lower = self._content.lower(), wanted.lower()
        found = lower.find(wanted_lower, after)
        if found < 0:
            found = lower.find(wanted_lower)
        if found < 0 or len(lower) != len(self._content):
            self.say(f"{wanted!r} is not in this file.")
        else:
            self._select((found, found + len(wanted)))

    def do_phrase(self) -> None:
        """Takes the whole phrase around the selection, or only its first word again."""
        if self._session.selection is None:
            self.do_word_right()
            return
        at = self._session.selection[0]
        phrase = candidate_at(self._content, at)
        self._select(phrase if phrase and phrase != self._session.selection else word_at(self._content, at))

    # Moving and changing the selection.

    def do_word_right(self) -> None:
        """Selects the next word."""
        self._select(next_word(self._content, self._session.selection))

    def do_word_left(self) -> None:
        """Selects the previous word."""
        self._select(previous_word(self._content, self._session.selection))

    def do_word_down(self) -> None:
        """Selects a word below."""
        self._select(self._text.word_below(self._session.selection, 1))

    def do_word_up(self) -> None:
        """Selects a word above."""
        self._select(self._text.word_below(self._session.selection, -1))

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
            return
        if old is None:
            stepping = self._stepping
            self._select(borders)
            self._stepping = stepping
        else:
            await self._put(Span(*borders, old.entity))

    def do_page_down(self) -> None:
        """Scrolls down."""
        self._text.scroll_page(1)

    def do_page_up(self) -> None:
        """Scrolls up."""
        self._text.scroll_page(-1)

    # Giving it an entity.

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
        await self._record(session.edit(old, span) if old else session.tag(span))
        return True

    async def do_remove(self) -> None:
        """Removes the selected tag."""
        if tag := self._session.selected_tag:
            await self._record(self._session.remove(tag))

    def do_same_elsewhere(self) -> None:
        """Lists bare places in other files that read like the selection."""
        from tui.screens.places import PlacesScreen

        if self._session.selection is None:
            self.say("Select something first.")
            return
        string = self._content[slice(*self._session.selection)]
        find = partial(places.same_text, self.project, string, self._file_name)
        self.app.push_screen(PlacesScreen(f"Bare in other files: {string}", find))

    async def do_same_text(self) -> None:
        """Tags other places that read like the selected tag, each after a look at it."""
        tag = self._session.selected_tag or self._session.latest_tag
        if tag is None:
            self.say("Tag something first; then other places with the same text are shown one by one.")
            return
        string = self._content[tag.start : tag.end]
        alike = [b for b in places_of(string, self._content) if not self._session.current.tags.overlapping(*b)]
        answer: str | None = "n"
        tagged = 0
        for number, borders in enumerate(alike, start=1):
            if answer != "a":
                self._select(borders)
                answer = await self.question_bar.ask_key(
                    f"Tag this as {tag.entity} too? {number} of {len(alike)} (y/n, a: all that follow)", "yna"
                )
            if answer is None:
                break
            if answer in "ya":
                await self._record(self._session.tag(Span(*borders, tag.entity)))
                tagged += 1
        self._select(tag.borders)
        self.say(f"{counted(tagged, 'other place')} tagged, of {len(alike)} with the same text in this file.")
