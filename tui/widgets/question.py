"""Questions on the last lines: a dialog over the screen would send most of the screen again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Input, Static

from core.errors import AutotagError
from tui.commands import answers
from tui.terminal.appearance import Appearance
from tui.terminal.plain import visible
from tui.widgets.columns import Column
from tui.widgets.row_list import RowList

_MOST_OPTIONS = 10
"""Most rows of a choice that are shown at once."""

_LONGEST_PASTE = 10_000
"""Characters of a paste that an answer takes."""


class QuestionBar(Vertical):
    """Asks one thing at a time. The caller waits for the answer, which is None if the user presses escape.

    Args:
        appearance: colours and glyphs.
        with_keys: replaces each command that a question names by its key.
        changed: called when a question begins and when it ends.
    """

    DEFAULT_CSS = """
    QuestionBar { height: auto; display: none; background: $panel; }
    QuestionBar Horizontal { height: 1; }
    QuestionBar Static { width: auto; text-style: bold; padding: 0 1; }
    QuestionBar .refusal { width: 1fr; display: none; color: $text-error; }
    QuestionBar Input, QuestionBar Input:focus { border: none; height: 1; padding: 0; width: 1fr; background: $panel; }
    QuestionBar RowList { height: 1; }
    QuestionBar.of-keys Horizontal { height: auto; }
    QuestionBar.of-keys Horizontal Static { max-width: 98%; }
    QuestionBar.of-keys Input, QuestionBar.of-keys Input:focus { width: 1; }
    """

    def __init__(self, appearance: Appearance, with_keys: Callable[[str], str], changed: Callable[[], None]) -> None:
        super().__init__()
        self._with_keys = with_keys
        self._changed = changed
        self._options: Sequence[str] = ()
        self._letters = ""
        self._answer: asyncio.Future[str | None] | None = None
        self.asking = asyncio.Event()
        self._check: Callable[[str], object] | None = None
        self._prompt = Static(markup=False)
        self._refusal = Static(markup=False, classes="refusal")
        self._input = Input(select_on_focus=False)
        self._input.cursor_blink = False
        self._list: RowList[str] = RowList([Column("")], lambda row: [row], lambda row: row, appearance)
        self._list.can_focus = False
        self._keys: Mapping[str, str] = {}
        self._focused_before: Widget | None = None

    def compose(self) -> ComposeResult:
        """Compose the options, the reason why an answer is refused, and below them the question with its input."""
        yield self._list
        yield self._refusal
        with Horizontal():
            yield self._prompt
            yield self._input

    async def ask(self, question: str) -> bool:
        """Ask for yes or no."""
        return await self.ask_key(f"{question} (y/n)", answers.YES_OR_NO) == "y"

    async def ask_key(self, question: str, keys: Mapping[str, str]) -> str | None:
        """Ask for one of some keys, in lower case, each of which has a label."""
        self._keys = keys
        try:
            return await self._ask(question, "")
        finally:
            self._keys = {}

    async def ask_text(
        self, question: str, value: str = "", check: Callable[[str], object] | None = None
    ) -> str | None:
        """Ask for a line of text; ask again, with the reason, if `check` refuses it."""
        self._check = check
        try:
            return await self._ask(question, value)
        finally:
            self._check = None

    async def ask_choice(self, question: str, options: Sequence[str], current: str = "") -> str | None:
        """Ask for one of several options; letters narrow them down."""
        self._options, self._letters = options, ""
        self._list.set_rows(options)
        self._list.styles.height = min(_MOST_OPTIONS, len(options)) + 1
        self._list.move_to(current)
        try:
            return await self._ask(question, "")
        finally:
            self._options = ()

    async def _ask(self, question: str, value: str) -> str | None:
        # Right after another question its input still has the focus.
        before = self.screen.focused if self.screen.focused is not self._input else self._focused_before
        self._focused_before = before
        self._answer = asyncio.get_running_loop().create_future()
        self._prompt.update(Text(visible(self._with_keys(question))))
        self.set_class(bool(self._keys), "of-keys")  # nothing is typed, so a long question may take all of the line
        self._refuse("")
        self._list.display = bool(self._options)
        self._input.value = value
        self._input.cursor_position = len(value)
        self.display = True
        self._input.focus()
        self.asking.set()
        self._changed()
        try:
            return await self._answer
        finally:
            self._answer = None
            self.asking.clear()  # also if the caller was cancelled
            self.display = False
            if self.is_attached:  # not if the app is ending
                self._changed()
                if before is not None:
                    self.screen.set_focus(before)

    @property
    def labels(self) -> Mapping[str, str]:
        """The keys that act on the question, with what each does."""
        keys = self._keys or (answers.CHOICE if self._options else answers.TEXT)
        return {**keys, "esc": "Back"}

    async def take_click(self, number: int) -> None:
        """Do what a key of `labels` does, given its number from 0."""
        key = [*self.labels][number]
        if key in ("enter", "esc") or key in self._keys:
            await self.take_key(events.Key("escape" if key == "esc" else key, key if key in self._keys else None))

    async def take_key(self, event: events.Key) -> bool:
        """Act on a key of an answer; return whether it is one. Keys come one by one, so a burst stays in order."""
        if self._answer is None or self._answer.done():
            return False
        if event.key == "escape":
            self._give(None)
        elif self._keys:
            if event.character and event.character.lower() in self._keys:
                self._give(event.character.lower())
        elif event.key == "enter":
            self._submit()
        elif not (self._options and self._list.take_key(event)):
            return await self._edit(event)
        return True

    def take_paste(self, text: str) -> bool:
        """Insert pasted text, its lines joined by blanks; return whether something asks for text."""
        if self._answer is None or self._answer.done() or self._keys:
            return False
        line = " ".join(filter(None, (part.strip() for part in text.splitlines())))
        shown = "".join(char if char.isprintable() else " " for char in line)
        self._input.insert_text_at_cursor(shown[:_LONGEST_PASTE])
        self._refuse("")
        if self._options:
            self._narrow(self._input.value)
        if len(shown) > _LONGEST_PASTE:
            self._refuse(f"Only the first {_LONGEST_PASTE:,} characters were pasted, of {len(shown):,}.")
        return True

    def _give(self, answer: str | None) -> None:
        """End the question and resume the caller."""
        assert self._answer is not None
        self.asking.clear()
        self._answer.set_result(answer)

    async def _edit(self, event: events.Key) -> bool:
        """Type a letter, or do what the input does on this key."""
        if event.is_printable and event.character:
            self._input.insert_text_at_cursor(event.character)
        else:
            for binding in self._input.BINDINGS:
                if isinstance(binding, Binding) and event.key in binding.key.split(","):
                    await self.app.run_action(binding.action, self._input)
                    break
            else:
                return False
        self._refuse("")
        if self._options:
            self._narrow(self._input.value)
        return True

    def _submit(self) -> None:
        if self._options:
            self._narrow(self._input.value)  # pasted text has not narrowed the options yet
            if self._list.current is not None:
                self._give(self._list.current)
            return
        try:
            if self._check:
                self._check(self._input.value)
        except AutotagError as error:
            self._refuse(str(error))
        else:
            self._give(self._input.value)

    def _narrow(self, letters: str) -> None:
        """Show the options that contain the letters, those that begin with them first."""
        if letters == self._letters:
            return
        self._letters, wanted = letters, letters.casefold()
        holding = [option for option in self._options if wanted in option.casefold()]
        self._list.set_rows(sorted(holding, key=lambda option: not option.casefold().startswith(wanted)))
        if holding:
            self._list.move_to(self._list.rows[0])
        else:
            self._refuse(f"No option contains {letters!r}.")

    def _refuse(self, sentence: str) -> None:
        """Show above the question why an answer is refused; an empty sentence hides it."""
        self._refusal.display = bool(sentence)
        self._refusal.update(Text(visible(sentence)))
