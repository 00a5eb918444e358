"""What every screen has: the bars, commands, questions, and one place where errors are shown."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, ClassVar, ParamSpec, TypeVar, cast

from textual.app import ComposeResult
from textual.events import Key
from textual.screen import Screen
from textual.widget import Widget

from core.domain.text.selection import Borders
from core.errors import AutotagError
from core.services.project.projects import Project
from tui.commands import Command, anywhere
from tui.terminal.appearance import Appearance
from tui.widgets.bars import CommandBar, MessageLine, SectionBar, TitleBar
from tui.widgets.question import QuestionBar
from tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from tui.app import AutotagApp

P = ParamSpec("P")
R = TypeVar("R")


class AutotagScreen(Screen[None]):
    """Base of all screens.

    A screen lists its commands in `OFFERS` and does each in a method `do_...`, plain or async. Commands run one
    after the other, so a fast typist's second key sees what the first one did.
    """

    OFFERS: ClassVar[Sequence[Command]] = ()
    SHOWS_FIRST: ClassVar[Sequence[Command]] = ()
    """Commands of every screen that the command bar of this one begins with."""
    SECTION: ClassVar[str] = ""
    HEADING: ClassVar[str] = ""

    def __init__(self) -> None:
        super().__init__()
        self._turn = asyncio.Lock()
        self._latest = asyncio.Event()
        self._left = asyncio.Event()
        self.title_bar = TitleBar(self.project.name if self._has_project else "", self.appearance.glyphs)
        self.message_line = MessageLine()
        self.command_bar = CommandBar()
        self.question_bar = QuestionBar(self.appearance)

    def compose(self) -> ComposeResult:
        """The bars, with the screen's own part between them."""
        keymap = self.autotag.preferences.keymap
        yield SectionBar([(s.shown_key(keymap), _SHORT.get(s, s.label)) for s in anywhere.SECTIONS], self.SECTION)
        yield self.title_bar
        yield from self.compose_body()
        yield self.question_bar
        yield self.message_line
        yield self.command_bar

    def compose_body(self) -> Iterable[Widget]:
        """The screen's own part."""
        return ()

    def bookmark(self) -> tuple[str, Borders | None] | None:
        """The file that is open here and what is selected in it, to come back to; None if none is."""
        return None

    def on_mount(self) -> None:
        """Shows the heading and the commands."""
        self.title_bar.show(self.HEADING)
        self.show_commands()

    def on_screen_resume(self) -> None:
        """Loads what the screen shows, again when it comes back: it may have changed meanwhile."""
        self.perform(self.load)

    async def load(self) -> None:
        """Gets what the screen shows from the services."""

    @property
    def autotag(self) -> AutotagApp:
        """The app."""
        return cast("AutotagApp", self.app)

    @property
    def project(self) -> Project:
        """The open project; only screens that need one ask."""
        project = self.autotag.project
        assert project is not None, "a screen of a project is opened with a project"
        return project

    @property
    def _has_project(self) -> bool:
        return self.autotag.project is not None

    @property
    def appearance(self) -> Appearance:
        """What the terminal can do."""
        return self.autotag.appearance

    # Commands.

    @property
    def commands(self) -> list[Command]:
        """The screen's own commands, then those of every screen."""
        return [*self.OFFERS, *anywhere.EVERYWHERE]

    @property
    def shown(self) -> Sequence[Command]:
        """The screen's own commands that the command bar may show, the most useful first."""
        return self.OFFERS

    def can_run(self, command: Command) -> bool:  # noqa: ARG002 - for screens to say
        """Whether a command makes sense now; if not, it is shown dim and its key does nothing."""
        return True

    async def take_key(self, event: Key) -> bool:
        """Does what a key stands for; gives False if it stands for nothing here.

        Ends when the command has ended or asks something: what was typed ahead belongs to where it leads.
        """
        if self.question_bar.asking.is_set():
            taken = await self.question_bar.take_key(event)
            await self._ended_or_asking(self._latest)
            return taken
        await self._ended_or_asking(self._latest)  # a screen just opened has to load first
        if self.key_pressed(event):
            await self._told()
            await self._ended_or_asking(self._latest)
            return True
        keymap = self.autotag.preferences.keymap
        command = next((command for command in self.commands if command.is_run_by(event, keymap)), None)
        if command is None:
            return False
        if self.can_run(command):
            await self._ended_or_asking(self.perform(getattr(self, command.method)))
        return True

    def key_pressed(self, event: Key) -> bool:
        """Takes keys that are no commands, such as those that move in a list; gives whether it did."""
        return isinstance(self.focused, RowList) and self.focused.take_key(event)

    async def _told(self) -> None:
        """Waits until what the widget in focus has to tell has come up to here."""
        for node in self.focused.ancestors_with_self if self.focused else ():
            if isinstance(node, Widget) and node.is_attached:
                seen = asyncio.Event()
                node.call_next(seen.set)
                await seen.wait()

    async def _ended_or_asking(self, ended: asyncio.Event) -> None:
        waits = [asyncio.create_task(e.wait()) for e in (ended, self.question_bar.asking, self._left)]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
        if self.question_bar.asking.is_set():
            self.message_line.settle()  # a question does not stand above the answer to the last one

    def run_command(self, command: Command) -> None:
        """Runs a command."""
        if self.can_run(command):
            self.perform(getattr(self, command.method))

    def perform(self, step: Callable[[], Awaitable[None] | None]) -> asyncio.Event:
        """Does a step when those before it are done; an error that it raises is shown.

        Returns:
            What is set when it has ended.
        """
        ended = self._latest = asyncio.Event()
        self.run_worker(self._performed(step, ended), group="commands")
        return ended

    def beside(self, work: Coroutine[Any, Any, None], group: str) -> None:
        """Does something beside the commands, in place of what its group did before; an error of it is shown."""
        self.run_worker(self._told_of_errors(work), group=group, exclusive=True)

    async def _told_of_errors(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except AutotagError as error:
            self.fail(error)

    async def _performed(self, step: Callable[[], Awaitable[None] | None], ended: asyncio.Event) -> None:
        try:
            async with self._turn:
                self.message_line.expire()
                try:
                    result = step()
                    if isawaitable(result):
                        await result
                except AutotagError as error:
                    self.fail(error)
                self.show_commands()
                self.message_line.settle()
        finally:
            ended.set()

    def on_unmount(self) -> None:
        """A screen that is gone keeps nobody waiting."""
        self._left.set()

    def show_commands(self) -> None:
        """Brings the command bar up to date."""
        keymap = self.autotag.preferences.keymap
        shown = [*self.SHOWS_FIRST, *(c for c in self.shown if c.footer), anywhere.HELP, anywhere.QUIT]
        self.command_bar.show([(c, c.shown_key(keymap), self.can_run(c)) for c in shown])

    # Telling and asking.

    def say(self, sentence: str) -> None:
        """Shows a sentence."""
        self.message_line.show(sentence)

    def fail(self, error: AutotagError) -> None:
        """Shows what went wrong: the one place for it."""
        self.message_line.show(str(error), error=True)

    async def ask(self, question: str) -> bool:
        """Asks for yes or no."""
        return await self.question_bar.ask(question)

    async def blocking(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Calls a service off the event loop, so that the keyboard never waits."""
        return await asyncio.to_thread(function, *args, **kwargs)

    # What can be done anywhere.

    async def do_round(self) -> None:
        """Trains again, and lets the new model tag the next files; asks where suggestions would be lost by that."""
        if not self._has_project:
            self.say("Open a project first.")
            return
        # Here, as what is opened elsewhere: the first frame need not wait for it.
        from core.services.training import rounds

        plan = await self.blocking(rounds.plan_round, self.project)
        if not plan.problem and plan.suggestions:
            self.say(plan.caution)
            if not await self.ask(plan.question):
                return
        job = await self.blocking(rounds.start_round, self.project, plan)
        from tui.screens.jobs.job import JobScreen

        self.autotag.open_section("autotag")
        self.app.push_screen(JobScreen(job.id))

    def do_help(self) -> None:
        """Shows the keys."""
        from tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self.commands))

    def do_palette(self) -> None:
        """Opens the palette."""
        self.app.action_command_palette()

    async def do_back(self) -> None:
        """Goes back."""
        if len(self.app.screen_stack) > 2:
            self.app.pop_screen()

    def do_quit(self) -> None:
        """Leaves."""
        self.autotag.leave()

    def do_tag_data(self) -> None:
        """Goes to Tag data."""
        self.autotag.open_section("tag-data")

    def do_entities(self) -> None:
        """Goes to Entities."""
        self.autotag.open_section("entities")

    def do_train(self) -> None:
        """Goes to Train."""
        self.autotag.open_section("train")

    def do_performance(self) -> None:
        """Goes to Model performance."""
        self.autotag.open_section("performance")

    def do_autotag(self) -> None:
        """Goes to Autotag data."""
        self.autotag.open_section("autotag")

    def do_settings(self) -> None:
        """Goes to Quota and settings."""
        self.autotag.open_section("settings")

    def do_projects(self) -> None:
        """Goes to Projects."""
        self.autotag.open_section("projects")


# All sections have to fit into 80 cells.
_SHORT = {anywhere.PERFORMANCE: "Models", anywhere.AUTOTAG: "Autotag", anywhere.SETTINGS: "Settings"}
