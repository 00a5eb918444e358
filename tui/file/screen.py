"""The screen of one file: composes it, hands keys to the mode, and draws the state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar

from textual import events, on
from textual.widget import Widget

from core.domain.text.selection import Borders
from core.services.review.evidence import load_evidence
from tui.commands import Command, Offer, anywhere
from tui.commands import file as commands
from tui.file import view
from tui.file.actions import ACTIONS, action_of, can_run, find, go_on, label, tag
from tui.file.body import FileBody
from tui.file.footer import needed
from tui.file.modes import LabelLetter, LeaveLabels, OneLabel
from tui.file.ports import Ports
from tui.file.result import Question, Result
from tui.file.runner import Runner
from tui.file.state import State
from tui.shell.destinations import Destination, FilePage
from tui.shell.screen import AutotagScreen
from tui.widgets.legend import Legend
from tui.widgets.meter import meter
from tui.widgets.tagged_text import TaggedText

_METER = 12
"""Cells of the bar that shows the progress of the review."""


class FileScreen(AutotagScreen):
    """Shows a file, its legend and what is selected.

    Args:
        name: of the file.
        names: of the files that next and previous go through.
        selection: to begin with; the first suggestion if there is none.
    """

    SECTION: ClassVar[str] = "Tag data"

    def __init__(self, name: str, names: Sequence[str], selection: Borders | None = None) -> None:
        super().__init__()
        self._open_first: Callable[[Ports], Result] = partial(
            go_on.first_state, name=name, names=names, selection=selection
        )
        self._body = FileBody(self.appearance, self.host.with_keys, f"No entity yet: {anywhere.ENTITIES} adds some.")
        self._why = ""
        ports = Ports(
            self.project,
            lambda: self.host.preferences.keymap,
            self.host.sessions,
            self.host.statistics,
            self._body.text.word_below,
            partial(meter, width=_METER, glyphs=self.appearance.glyphs),
        )
        self._runner = Runner(ports, self)

    @property
    def state(self) -> State | None:
        """The state of the open file; None before it is open, and once it is closed."""
        return self._runner.state

    def compose_body(self) -> Iterable[Widget]:
        """Yield text, legend and selection."""
        yield self._body

    def offers(self) -> Sequence[Offer]:
        """Return the commands of a file."""
        return (
            *(Offer(c, partial(self._runner.act, action), partial(self._can_run, c)) for c, action in ACTIONS.items()),
            Offer(commands.PAGE_DOWN, partial(self._scroll, 1)),
            Offer(commands.PAGE_UP, partial(self._scroll, -1)),
        )

    @property
    def in_footer(self) -> Sequence[Offer]:
        """The commands that the state needs."""
        by_command = {offer.command: offer for offer in self.offered}
        return [by_command[command] for command in needed(self.state)] if self.state else []

    def _can_run(self, command: Command) -> bool:
        return self.state is not None and can_run(command, self.state, self._runner.ports.keymap)

    def key_pressed(self, event: events.Key) -> bool:
        """Act on a key that is no command: of a label or an entity. Any key but a label's leaves a choice of labels."""
        self.host.statistics.keys += 1
        state = self.state
        if state is None:
            return False
        found = state.meaning_of(event.key, event.character, self._runner.ports.keymap)
        if isinstance(state.mode, OneLabel) and not isinstance(found, LabelLetter | LeaveLabels):
            self.perform(partial(self._runner.act, label.leave))  # and then the key acts as without labels
        if found is None or isinstance(found, Command):
            return False
        self.perform(partial(self._runner.act, action_of(found)))
        return True

    async def load(self) -> None:
        """Open the file; if it is open, look for changes of the entities."""
        self._body.text.focus()
        if self.state is not None:
            schema = await self.blocking(self._runner.ports.load_schema)
            self._runner.change(lambda state: replace(state, schema=schema))
            return
        await self._runner.open(self._open_first)
        # In the background: a large project has many tags to count, and no command needs them.
        load = partial(load_evidence, self.project)
        self.in_background(partial(self._runner.take_evidence, load), "evidence")

    # What the runner asks of the screen.

    @property
    def visible_stretch(self) -> Borders:
        """Borders of the text in view."""
        return self._body.text.visible_stretch

    def draw(self, state: State, *, follows: bool = True) -> State:
        """Show a state, scrolled to the selection if wanted; return it with the labels that are in view now."""
        state = self._body.show(state, self._runner.ports.keymap, follows=follows)
        self.title_bar.show(view.title(state), view.figures(state))
        shown, self._why = self._why, view.why(state)
        if self.message_line.message in ("", shown):
            self.message_line.show(self._why)
        return state

    async def answer(self, question: Question) -> str | None:
        """Ask a question; return None if the user leaves it."""
        if question.keys:
            return await self.question_bar.ask_key(question.text, question.keys)
        if question.options:
            return await self.question_bar.ask_choice(question.text, question.options)
        return await self.question_bar.ask_text(question.text, check=question.check)

    def say_unless_busy(self, sentence: str) -> None:
        """Show a sentence unless a newer one is shown."""
        if self.message_line.message in ("", self._why):
            self.say(sentence)

    def _scroll(self, pages: int) -> None:
        self._body.text.scroll_page(pages)
        self._runner.change(lambda state: state, follows=False)

    # The mouse.

    @on(TaggedText.TextSelected)
    def _text_selected(self, event: TaggedText.TextSelected) -> None:
        self.perform(partial(self._runner.act, find.select((event.start, event.end))))

    @on(TaggedText.SelectorClicked)
    def _selector_clicked(self, event: TaggedText.SelectorClicked) -> None:
        self.run_command(commands.ACCEPT if event.accepts else commands.REJECT)

    @on(Legend.EntityClicked)
    def _entity_clicked(self, event: Legend.EntityClicked) -> None:
        self.perform(partial(self._runner.act, tag.give_entity(event.name)))

    # Leaving.

    def bookmark(self) -> tuple[str, Borders | None] | None:
        """Return this file and the selection in it."""
        return (self.state.name, self.state.selection) if self.state else None

    def present_destination(self, opened_as: Destination) -> Destination:
        """Return this file with the selection in it."""
        return FilePage(self.state.name, self.state.names, self.state.selection) if self.state else opened_as

    async def before_round(self) -> None:
        """Save decisions made here."""
        if self.state is not None:
            await self._runner.act(go_on.save_before_round)

    async def do_back(self) -> None:
        """Return to the screen before."""
        state, self._runner.state = self._runner.state, None
        if state is not None:
            self._runner.ports.file.select(state.selection)
            await self.blocking(self._runner.ports.leave, state.name)
        await super().do_back()

    def on_unmount(self) -> None:
        """Close the file, whichever way the screen was left."""
        super().on_unmount()
        self._runner.ports.close()
