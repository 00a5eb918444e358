"""A page that tries a model on a text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.widget import Widget

from core.domain.project.schema import Schema
from core.domain.wording import counted
from core.services.corpus.trying import Trial, TriedText, save_row
from core.services.project import entities
from tui.commands import Offer
from tui.commands import performance as commands
from tui.shell.screen import AutotagScreen
from tui.widgets.tagged_text import TaggedText
from tui.widgets.tagged_text.view import View


class TrialScreen(AutotagScreen):
    """Tags what is pasted or typed, and shows the spans with their scores; nothing of it is kept.

    Args:
        name: of the model.
    """

    SECTION: ClassVar[str] = "Models"

    def __init__(self, name: str) -> None:
        super().__init__()
        self._model_name = name
        self._trial: Trial | None = None
        self._schema = Schema()
        self._tried: TriedText | None = None
        self._text = TaggedText(self.appearance)

    def compose_body(self) -> Iterable[Widget]:
        """Yield the text."""
        yield self._text

    def offers(self) -> Sequence[Offer]:
        """Return the commands of this screen."""
        return (
            Offer(commands.TYPE_TEXT, self.do_type),
            Offer(commands.COPY, self.do_copy, when=self._has_answer),
            Offer(commands.WRITE, self.do_write, when=self._has_answer),
            Offer(commands.PAGE_DOWN, self.do_page_down),
            Offer(commands.PAGE_UP, self.do_page_up),
        )

    async def load(self) -> None:
        """Get the model, and say what to do."""
        self._schema = await self.blocking(entities.load_schema, self.project)
        if self._trial is None:
            self._trial = await self.blocking(Trial, self.project, self._model_name)
            self.title_bar.show(f"{self._model_name}: try it")
            self.say(f"Paste a text of any length, or press {commands.TYPE_TEXT} to type one.")

    def on_unmount(self) -> None:
        """End the model's process."""
        if self._trial:
            self._trial.close()

    def take_paste(self, text: str) -> None:
        """Tag pasted text, unless a question is waiting for it."""
        if self.question_bar.asking.is_set():
            super().take_paste(text)
        else:
            self._try(text.replace("\r\n", "\n").replace("\r", "\n"))

    async def do_type(self) -> None:
        """Ask for a text and tag it."""
        if text := await self.question_bar.ask_text("Text:"):
            self._try(text)

    def _try(self, text: str) -> None:
        self.say(f"{self._model_name} reads {counted(len(text), 'character')} ...")
        self.in_background(partial(self._tag, text), "trial")

    async def _tag(self, text: str) -> None:
        await self.turns.until_ended()  # a paste may come before the page is loaded
        if self._trial is None:
            return
        self._tried = tried = await self.blocking(self._trial.tag, text)
        self.title_bar.show(f"{self._model_name}: try it", f"{len(tried.suggestions)} suggested")
        self._text.show(text, View(self._schema, suggestions=tried.suggestions, shows_scores=True))
        found = counted(len(tried.suggestions), "suggestion")
        self.say(" ".join([f"{found} found; {commands.COPY} copies the JSON.", *tried.notes]))
        self.show_commands()

    def _has_answer(self) -> bool:
        return self._tried is not None

    def do_copy(self) -> None:
        """Send the JSON to the terminal's clipboard."""
        assert self._tried is not None
        size = counted(len(self._tried.json.encode()), "byte")
        if self.host.copy(self._tried.json):
            self.say(f"Sent {size} of JSON to the terminal's clipboard; if none arrive, {commands.WRITE} writes them.")
        else:
            self.say(f"{size} of JSON are more than terminals copy; {commands.WRITE} writes them to a file.")

    async def do_write(self) -> None:
        """Write the JSON to a new file."""
        assert self._tried is not None
        answer = await self.question_bar.ask_text("Write to:", str(Path.cwd() / f"{self._model_name}.jsonl"))
        if answer:
            path = Path(answer).expanduser()
            await self.blocking(save_row, self._tried, path)
            self.say(f"Written: {path}")

    def do_page_down(self) -> None:
        """Scroll down."""
        self._text.scroll_page(1)

    def do_page_up(self) -> None:
        """Scroll up."""
        self._text.scroll_page(-1)
