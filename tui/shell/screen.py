"""The base of all screens: bars, commands, questions, and the one place where errors are shown."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial
from typing import ClassVar, ParamSpec, TypeVar, cast

from textual import on
from textual.app import ComposeResult
from textual.events import Key
from textual.screen import Screen
from textual.widget import Widget

from core.domain.text.selection import Borders
from core.errors import AutotagError
from core.services.project.projects import Project
from tui.commands import Command, Offer, anywhere
from tui.shell.destinations import Destination, Help, JobPage, Section
from tui.shell.host import Host
from tui.shell.turns import Step, Turns
from tui.terminal.appearance import Appearance
from tui.widgets.bars import CommandBar, MessageLine, SectionBar, TitleBar
from tui.widgets.question import QuestionBar
from tui.widgets.row_list import RowList

P = ParamSpec("P")
R = TypeVar("R")

SECTIONS = {
    anywhere.TAG_DATA: Section.TAG_DATA,
    anywhere.ENTITIES: Section.ENTITIES,
    anywhere.TRAIN: Section.TRAIN,
    anywhere.PERFORMANCE: Section.PERFORMANCE,
    anywhere.AUTOTAG: Section.AUTOTAG,
    anywhere.SETTINGS: Section.SETTINGS,
    anywhere.PROJECTS: Section.PROJECTS,
}
# All sections have to fit into 80 cells.
_SHORT = {anywhere.PERFORMANCE: "Models", anywhere.AUTOTAG: "Autotag", anywhere.SETTINGS: "Settings"}


class AutotagScreen(Screen[None]):
    """Base of all screens.

    A screen composes its body, loads what it shows, and says in `offers` which commands it has and which of its
    methods carries out each.
    """

    SHOWS_FIRST: ClassVar[Sequence[Command]] = ()
    """Commands of every screen with which the command bar of this one starts."""
    SECTION: ClassVar[str] = ""
    HEADING: ClassVar[str] = ""

    def __init__(self) -> None:
        super().__init__()
        self.title_bar = TitleBar(self.host.project.name if self.host.project else "", self.appearance.glyphs)
        self.message_line = MessageLine(self.host.with_keys)
        self.command_bar = CommandBar()
        self._in_bar: Sequence[Offer] = ()
        self.question_bar = QuestionBar(self.appearance, self.host.with_keys, self.show_commands)
        self.turns = Turns(
            self, self.question_bar.asking, self.fail, before=self.message_line.expire, after=self._after_command
        )

    def compose(self) -> ComposeResult:
        """Compose the bars with the screen's own part between them."""
        keymap = self.host.preferences.keymap
        yield SectionBar([(s.shown_key(keymap), _SHORT.get(s, s.label)) for s in SECTIONS], self.SECTION)
        yield self.title_bar
        yield from self.compose_body()
        yield self.question_bar
        yield self.message_line
        yield self.command_bar

    def compose_body(self) -> Iterable[Widget]:
        """Yield the screen's own part."""
        return ()

    def bookmark(self) -> tuple[str, Borders | None] | None:
        """Return the file that is open here and the selection in it, to return to at the next start."""
        return None

    def present_destination(self, opened_as: Destination) -> Destination:
        """Return where to go to see this screen as it is now, given where the user went to open it."""
        return opened_as

    def on_mount(self) -> None:
        """Show the heading and the commands."""
        self.title_bar.show(self.HEADING)
        self.show_commands()

    def on_screen_resume(self) -> None:
        """Load what the screen shows, again each time it comes back: it may have changed meanwhile."""
        self.perform(self.load)

    async def load(self) -> None:
        """Get what the screen shows from the services."""

    def on_unmount(self) -> None:
        """Let nobody wait for a screen that is gone."""
        self.turns.close()

    @property
    def host(self) -> Host:
        """The app."""
        return cast("Host", self.app)

    @property
    def project(self) -> Project:
        """The open project, on screens that need one."""
        project = self.host.project
        assert project is not None, "a screen of a project is opened with a project"
        return project

    @property
    def appearance(self) -> Appearance:
        """What the terminal can do."""
        return self.host.appearance

    # Commands.

    def offers(self) -> Sequence[Offer]:
        """Return the screen's own commands, the most useful first."""
        return ()

    @cached_property
    def _own_offers(self) -> Sequence[Offer]:
        return self.offers()

    @cached_property
    def offered(self) -> Sequence[Offer]:
        """The screen's own commands, then those of every screen."""
        return (
            *self._own_offers,
            Offer(anywhere.HELP, self.do_help),
            *(Offer(command, partial(self.go, section)) for command, section in SECTIONS.items()),
            Offer(anywhere.ROUND, self.do_round),
            Offer(anywhere.PALETTE, self.app.action_command_palette),
            Offer(anywhere.BACK, self.do_back),
            Offer(anywhere.QUIT, self.host.navigation.leave),
        )

    @property
    def in_footer(self) -> Sequence[Offer]:
        """The screen's own commands that the command bar may show, the most useful first."""
        return [offer for offer in self._own_offers if offer.command.footer]

    def run_command(self, command: Command) -> None:
        """Run a command that this screen offers, unless it makes no sense now."""
        offer = next(offer for offer in self.offered if offer.command == command)
        if offer.when():
            self.perform(offer.run)

    def perform(self, step: Step) -> asyncio.Event:
        """Run a step once the steps before it have ended; show an error that it raises.

        Returns:
            An event that is set when the step has ended.
        """
        return self.turns.perform(step)

    def in_background(self, work: Step, group: str) -> None:
        """Run work that commands need not wait for, in place of earlier work of its group."""
        self.turns.in_background(work, group)

    def take_paste(self, text: str) -> None:
        """Insert pasted text into a question, and nowhere else: it is never taken for keys."""
        if not self.question_bar.take_paste(text):
            self.say("Nothing asks for text here, so what was pasted is left out.")

    async def take_key(self, event: Key) -> bool:
        """Act on a key; return False if it means nothing here.

        Returns once the command has ended or asks something: keys typed ahead belong to the screen that it opens.
        """
        if self.question_bar.asking.is_set():
            taken = await self.question_bar.take_key(event)
            await self._until_ended()
            return taken
        await self._until_ended()  # a screen just opened has to load first
        if self.key_pressed(event):
            await self._until_reported()
            await self._until_ended()
            return True
        keymap = self.host.preferences.keymap
        matching = [offer for offer in self.offered if offer.command.is_run_by(event, keymap)]
        if not matching:
            return False
        # A key chosen by the user wins over one that a command has had since a later version.
        offer = next((offer for offer in matching if offer.command.id in keymap), matching[0])
        if offer.when():
            await self._until_ended(self.perform(offer.run))
        return True

    def key_pressed(self, event: Key) -> bool:
        """Act on a key that is no command, such as one that moves in a list; return whether it did."""
        return isinstance(self.focused, RowList) and self.focused.take_key(event)

    async def _until_reported(self) -> None:
        """Wait until messages of the focused widget have reached this screen."""
        for node in self.focused.ancestors_with_self if self.focused else ():
            if isinstance(node, Widget) and node.is_attached:
                handled = asyncio.Event()
                node.call_next(handled.set)
                await handled.wait()

    async def _until_ended(self, step: asyncio.Event | None = None) -> None:
        await self.turns.until_ended(step)
        if self.question_bar.asking.is_set():
            self.message_line.settle()  # the answer to the last question must not stay above this one

    def _after_command(self) -> None:
        self.show_commands()
        self.message_line.settle()

    def show_commands(self) -> None:
        """Bring the command bar up to date: while a question is open, it shows the keys of the answer alone."""
        if self.question_bar.asking.is_set():
            self.command_bar.show([(key, label, True) for key, label in self.question_bar.labels.items()])
            return
        keymap = self.host.preferences.keymap
        always = [next(offer for offer in self.offered if offer.command == command) for command in self.SHOWS_FIRST]
        last = [offer for offer in self.offered if offer.command in (anywhere.HELP, anywhere.QUIT)]
        shown = (*always, *self.in_footer, *last)
        self._in_bar = shown
        self.command_bar.show([(o.command.shown_key(keymap), o.command.label, o.when()) for o in shown])

    @on(CommandBar.Clicked)
    async def _command_clicked(self, event: CommandBar.Clicked) -> None:
        if self.question_bar.asking.is_set():
            await self.question_bar.take_click(event.number)
        else:
            self.run_command(self._in_bar[event.number].command)

    @on(SectionBar.Clicked)
    def _section_clicked(self, event: SectionBar.Clicked) -> None:
        if not self.question_bar.asking.is_set():
            self.run_command(list(SECTIONS)[event.number])

    # Saying and asking.

    def say(self, sentence: str) -> None:
        """Show a sentence; a command in it stands for its key."""
        self.message_line.show(sentence)

    def fail(self, error: AutotagError) -> None:
        """Show an error."""
        self.message_line.show(str(error), error=True)

    async def ask(self, question: str) -> bool:
        """Ask for yes or no."""
        return await self.question_bar.ask(question)

    async def blocking(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Call a service in a thread, so that the keyboard never waits."""
        return await asyncio.to_thread(function, *args, **kwargs)

    # Going elsewhere.

    def go(self, to: Destination) -> None:
        """Open another screen."""
        self.host.navigation.go(to)

    async def do_back(self) -> None:
        """Return to the screen before."""
        self.host.navigation.back()

    def do_help(self) -> None:
        """Show the keys of this screen."""
        self.go(Help([(offer.command, offer.when()) for offer in self.offered]))

    async def before_round(self) -> None:
        """Save decisions made here: the next model learns from saved tags only."""

    async def do_round(self) -> None:
        """Train again and let the new model tag the next files, and show the job."""
        if self.host.project is None:
            self.say("Open a project first.")
            return
        await self.before_round()
        from tui.shell.next_round import start_next_round  # late: the first frame does without

        if job := await start_next_round(self):
            self.go(Section.AUTOTAG)
            self.go(JobPage(job.id))
