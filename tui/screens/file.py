"""One file: tagging by hand and reviewing suggestions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from textual import events, on
from textual.containers import Horizontal
from textual.widget import Widget

from core.domain.counting import counted
from core.domain.review import Action, Event, ReviewSession
from core.domain.schema import Schema
from core.domain.selection import (
    Borders,
    Unit,
    move_end,
    move_start,
    next_word,
    previous_word,
    word_at,
)
from core.domain.spans import Span
from core.domain.tagging import describe
from core.domain.tags import Suggestion
from core.services import entities, files, review
from tui.commands import Command
from tui.commands import file as commands
from tui.screens.base import AutotagScreen
from tui.widgets.legend import Legend
from tui.widgets.selection_line import SelectionLine
from tui.widgets.tagged_text import TaggedText
from tui.widgets.tagged_text.view import View

_WIDE = 110
"""Cells from which the legend stands beside the text."""

_NEEDS_SUGGESTION = {commands.ACCEPT.id, commands.REJECT.id}
_NEEDS_SUGGESTIONS = {commands.NEXT.id, commands.PREVIOUS.id, commands.ACCEPT_ALL.id, commands.REJECT_ALL.id}


class FileScreen(AutotagScreen):
    """Shows a file and takes decisions on it.

    Args:
        name: of the file.
        names: of the files that next and previous go through.
    """

    SECTION: ClassVar[str] = "Tag data"
    OFFERS: ClassVar[Sequence[Command]] = commands.COMMANDS

    def __init__(self, name: str, names: Sequence[str]) -> None:
        super().__init__()
        self._file_name = name
        self._names = names
        self._file: review.OpenFile | None = None
        self._schema = Schema()
        self._text = TaggedText(self.appearance)
        self._legend = Legend(self.appearance)
        self._line = SelectionLine(self.appearance)

    def compose_body(self) -> Iterable[Widget]:
        """Legend, text, and what is selected."""
        with Horizontal():
            yield self._text
        yield self._legend
        yield self._line

    def on_resize(self) -> None:
        """The legend stands beside the text where there is room."""
        self._legend.set_class(self.size.width >= _WIDE, "column")

    async def load(self) -> None:
        """Opens the file."""
        self._text.focus()
        self._schema = await self.blocking(entities.load_schema, self.project)
        if self._file is None:
            await self._open(self._file_name)
        self._show()

    async def _open(self, name: str) -> None:
        self._file = await self.blocking(review.open_file, self.project, name)
        self._file_name = name
        self._show()
        if self._file.notes:
            self.say(" ".join(self._file.notes))
        elif not len(self._schema):
            self.say("This project has no entity yet; press e to add the first one.")

    @property
    def _session(self) -> ReviewSession:
        assert self._file is not None, "commands run after the file was opened"
        return self._file.session

    @property
    def _content(self) -> str:
        assert self._file is not None
        return self._file.document.text

    def _show(self) -> None:
        """Brings everything up to date with the session."""
        if self._file is None:
            return
        session = self._session
        self._text.show(self._content, View.of_session(session, self._schema))
        self._legend.show(self._schema, Counter(tag.entity for tag in session.current.tags))
        self._line.show(session, self._content)
        unsaved = len(session.unsaved_tags) + len(session.unsaved_rejections)
        figures = f"{counted(len(session.current.tags), 'tag')}  {len(session.current.suggestions)} suggested"
        number = self._names.index(self._file_name) + 1 if self._file_name in self._names else 1
        self.title_bar.show(
            f"{self._file_name} ({number}/{max(1, len(self._names))})",
            figures + (f"  {unsaved} unsaved" if unsaved else ""),
        )

    def can_run(self, command: Command) -> bool:
        """Dims what has nothing to act on."""
        if self._file is None:
            return command not in self.OFFERS
        if command.id in _NEEDS_SUGGESTION:
            return self._session.selected_suggestion is not None
        if command.id in _NEEDS_SUGGESTIONS:
            return bool(self._session.current.suggestions)
        if command.id in (commands.SAVE.id, commands.DISCARD.id):
            return self._session.has_unsaved or command.id == commands.SAVE.id
        if command.id == commands.REMOVE.id:
            return self._session.selected_tag is not None
        if command.id == commands.UNDO.id:
            return bool(self._session.done)
        return True

    async def _record(self, event: Event | None) -> None:
        """Takes a decision in: first onto the disk, then onto the screen."""
        assert self._file is not None
        await self.blocking(self._file.record, event)
        self._show()

    def _select(self, borders: Borders | None) -> None:
        assert self._file is not None
        if borders is not None:
            self._file.select(borders)
            self._show()

    # Deciding.

    async def do_accept(self) -> None:
        """Accepts the selected suggestion."""
        if suggestion := self._session.selected_suggestion:
            await self._record(self._session.accept(suggestion))
            self._say_when_done()

    async def do_reject(self) -> None:
        """Rejects the selected suggestion."""
        if suggestion := self._session.selected_suggestion:
            await self._record(self._session.reject(suggestion))
            self._say_when_done()

    async def do_accept_all(self) -> None:
        """Accepts all suggestions of the file after saying what they are."""
        await self._decide_all("Accept", self._session.accept_all)

    async def do_reject_all(self) -> None:
        """Rejects all suggestions of the file after saying what they are."""
        await self._decide_all("Reject", self._session.reject_all)

    async def _decide_all(self, verb: str, decide: Callable[[Iterable[Suggestion]], Event | None]) -> None:
        suggestions = self._session.current.suggestions
        lowest = min((suggestion.score for suggestion in suggestions), default=0.0)
        question = f"{verb} all {counted(len(suggestions), 'suggestion')} in this file (lowest score {lowest:.0%})?"
        if suggestions and await self.ask(question):
            await self._record(decide(suggestions))
            self._say_when_done()

    def _say_when_done(self) -> None:
        if not self._session.current.suggestions:
            self.say("No suggestion is left in this file: enter saves and opens the next one.")

    def do_next(self) -> None:
        """Selects the next suggestion."""
        if suggestion := self._session.next_suggestion():
            self._select(suggestion.borders)

    def do_previous(self) -> None:
        """Selects the previous suggestion."""
        if suggestion := self._session.previous_suggestion():
            self._select(suggestion.borders)

    async def do_undo(self) -> None:
        """Takes the last step back."""
        await self._step_through(self._session.undo(), "undone")

    async def do_redo(self) -> None:
        """Does the last undone step again."""
        await self._step_through(self._session.redo(), "done again")

    async def _step_through(self, event: Event | None, done: str) -> None:
        await self._record(event)
        if event is None:
            self.say("There is nothing to undo." if done == "undone" else "There is nothing to redo.")
        else:
            spans = len(event.step.change.spans)
            what = f" ({spans} spans)" if event.step.action in (Action.ACCEPT_ALL, Action.REJECT_ALL) else ""
            self.say(f"{event.step.action.capitalize()}{what} was {done}.")

    # Saving, and going on.

    async def do_save(self) -> None:
        """Save tags."""
        await self._save()

    async def _save(self) -> None:
        assert self._file is not None
        before = len(self._session.saved.tags)
        await self.blocking(self._file.save)
        self._show()
        self.say(
            f"Saved: {counted(len(self._session.saved.tags), 'tag')} ({len(self._session.saved.tags) - before:+d})."
        )

    async def do_save_next(self) -> None:
        """Saves, and opens the next file that has suggestions."""
        left = len(self._session.current.suggestions)
        if self._session.has_unsaved:
            await self._save()
        if left:
            self.say(f"Left in this file: {counted(left, 'suggestion')}; decide, or press ] to go on without.")
            self.do_next()
            return
        listed = await self.blocking(files.list_files, self.project)
        waiting = listed.auto_tagged().names
        following = [name for name in waiting if name > self._file_name] or waiting
        if following:
            await self._open(following[0])
        else:
            self.say("Saved. No file has suggestions left to review.")

    async def do_discard(self) -> None:
        """Gives up all unsaved decisions after asking."""
        assert self._file is not None
        if self._session.has_unsaved and await self.ask("Give up all unsaved decisions in this file?"):
            await self.blocking(self._file.discard)
            self._show()

    async def do_next_file(self) -> None:
        """Opens the next file; unsaved decisions stay unsaved, on disk."""
        await self._go_file(1)

    async def do_previous_file(self) -> None:
        """Opens the previous file."""
        await self._go_file(-1)

    async def _go_file(self, step: int) -> None:
        index = self._names.index(self._file_name) + step if self._file_name in self._names else 0
        if 0 <= index < len(self._names):
            await self._open(self._names[index])
        else:
            self.say("This is the last file of the list." if step > 0 else "This is the first file of the list.")

    # Tagging.

    def key_pressed(self, event: events.Key) -> bool:
        """A digit is an entity's key."""
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
            self.say("Select something first: arrows move by words, > takes one more word in.")
            return
        await self._put(Span(*session.selection, entity), relabelled=True)

    async def _put(self, span: Span, *, relabelled: bool = False) -> None:
        session = self._session
        old = session.selected_suggestion or session.selected_tag
        in_the_way = session.in_the_way(span, besides=old)
        if in_the_way and not await self.ask(f"This replaces the tag {describe(in_the_way[0])}. Replace it?"):
            return
        was_suggestion = session.selected_suggestion is not None
        await self._record(session.edit(old, span) if old else session.tag(span))
        if was_suggestion and relabelled:
            self.do_next()
            self._say_when_done()

    async def do_remove(self) -> None:
        """Removes the selected tag."""
        if tag := self._session.selected_tag:
            await self._record(self._session.remove(tag))

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
            self._select(borders)
        else:
            await self._put(Span(*borders, old.entity))

    def do_page_down(self) -> None:
        """Scrolls down."""
        self._text.scroll_page(1)

    def do_page_up(self) -> None:
        """Scrolls up."""
        self._text.scroll_page(-1)

    # The mouse.

    @on(TaggedText.SpanClicked)
    def _span_clicked(self, event: TaggedText.SpanClicked) -> None:
        self.perform(lambda: self._select(event.span.borders))

    @on(TaggedText.TextSelected)
    def _text_selected(self, event: TaggedText.TextSelected) -> None:
        borders = (event.start, event.end)
        self.perform(lambda: self._select(word_at(self._content, event.start) if event.start == event.end else borders))

    @on(TaggedText.SelectorClicked)
    def _selector_clicked(self, event: TaggedText.SelectorClicked) -> None:
        self.run_command(commands.ACCEPT if event.accepts else commands.REJECT)
