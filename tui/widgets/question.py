"""Small questions on the last line. A dialog over the screen would have most of the screen sent anew."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from core.errors import AutotagError
from tui.appearance import Appearance
from tui.widgets.plain import visible
from tui.widgets.row_list import Column, RowList

_MOST_OPTIONS = 10
"""Rows of a choice that are shown at once."""


class QuestionBar(Vertical):
    """Asks one thing at a time; whoever asks waits for the answer, None if the user leaves by escape."""

    DEFAULT_CSS = """
    QuestionBar { height: auto; display: none; background: $panel; }
    QuestionBar Horizontal { height: 1; }
    QuestionBar Static { width: auto; text-style: bold; padding: 0 1; }
    QuestionBar Input, QuestionBar Input:focus { border: none; height: 1; padding: 0; width: 1fr; background: $panel; }
    QuestionBar RowList { height: 1; }
    """

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._options: Sequence[str] = ()
        self._answer: asyncio.Future[str | None] | None = None
        self.asking = asyncio.Event()
        self._check: Callable[[str], object] | None = None
        self._prompt = Static(markup=False)
        self._input = Input(select_on_focus=False)
        self._input.cursor_blink = False
        self._list: RowList[str] = RowList([Column("")], lambda row: [row], lambda row: row, appearance)
        self._list.can_focus = False
        self._yes_no = False

    def compose(self) -> ComposeResult:
        """The list of options, and below it the question with its input."""
        yield self._list
        with Horizontal():
            yield self._prompt
            yield self._input

    async def ask(self, question: str) -> bool:
        """Asks for yes or no."""
        self._yes_no = True
        try:
            return await self._ask(f"{question} (y/n)", "") == "y"
        finally:
            self._yes_no = False

    async def ask_text(
        self, question: str, value: str = "", check: Callable[[str], object] | None = None
    ) -> str | None:
        """Asks for a line of text; what `check` refuses is said, and asked again."""
        self._check = check
        try:
            return await self._ask(question, value)
        finally:
            self._check = None

    async def ask_choice(self, question: str, options: Sequence[str], current: str = "") -> str | None:
        """Asks for one of several; letters narrow them down."""
        self._options = options
        self._narrow("")
        self._list.move_to(current)
        try:
            return await self._ask(question, "")
        finally:
            self._options = ()

    async def _ask(self, question: str, value: str) -> str | None:
        before = self.screen.focused
        self._answer = asyncio.get_running_loop().create_future()
        self._show(question)
        self._list.display = bool(self._options)
        self._input.value = value
        self._input.cursor_position = len(value)
        self.display = True
        self._input.focus()
        self.asking.set()
        try:
            return await self._answer
        finally:
            self._answer = None
            self.asking.clear()
            self.display = False
            if before is not None:
                before.focus()

    def on_key(self, event: events.Key) -> None:
        """Takes yes and no, escape, and the arrows of a choice."""
        if self._answer is None or self._answer.done():
            return
        if event.key == "escape":
            self._answer.set_result(None)
        elif self._yes_no:
            if event.character in ("y", "Y", "n", "N"):
                self._answer.set_result(event.character.lower())
        elif self._options and event.key in ("up", "down", "pageup", "pagedown"):
            self._list.on_key(event)
        else:
            return
        event.stop()
        event.prevent_default()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self._yes_no and event.value:
            self._input.value = ""
            self._take_yes_no(event.value[-1].lower())
        elif self._options:
            self._narrow(event.value)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self._answer is None or self._answer.done() or self._yes_no:
            return
        if self._options:
            if self._list.current is not None:
                self._answer.set_result(self._list.current)
            return
        try:
            if self._check:
                self._check(event.value)
        except AutotagError as error:
            self._show(str(error))
            return
        self._answer.set_result(event.value)

    def _take_yes_no(self, letter: str) -> None:
        if letter in "yn" and self._answer and not self._answer.done():
            self._answer.set_result(letter)

    def _narrow(self, letters: str) -> None:
        """Options that begin with the letters, or else hold them."""
        wanted = letters.casefold()
        starting = [option for option in self._options if option.casefold().startswith(wanted)]
        left = starting or [option for option in self._options if wanted in option.casefold()]
        self._list.set_rows(left)
        self._list.styles.height = min(_MOST_OPTIONS, len(self._options)) + 1

    def _show(self, question: str) -> None:
        self._prompt.update(Text(visible(question)))
