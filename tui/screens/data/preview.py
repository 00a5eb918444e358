"""A file to look at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widget import Widget

from core.domain.wording import counted
from core.services.project import entities, files
from tui.commands import Offer, anywhere
from tui.commands import file as commands
from tui.shell.screen import AutotagScreen
from tui.widgets.tagged_text import TaggedText
from tui.widgets.tagged_text.view import View


class PreviewScreen(AutotagScreen):
    """Shows a file's text, tags and suggestions; nothing can be changed.

    Args:
        name: of the file.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self._file_name = name
        self._text = TaggedText(self.appearance)

    def compose_body(self) -> Iterable[Widget]:
        """Yield the text."""
        yield self._text

    def offers(self) -> Sequence[Offer]:
        """Return the commands of this screen."""
        return (
            Offer(commands.PAGE_DOWN, self.do_page_down),
            Offer(commands.PAGE_UP, self.do_page_up),
        )

    async def load(self) -> None:
        """Read the file."""
        document, tagging = await self.blocking(files.read_tagging, self.project, self._file_name)
        schema = await self.blocking(entities.load_schema, self.project)
        self.title_bar.show(
            f"{self._file_name} (to look at)",
            f"{counted(len(tagging.tags), 'tag')}  {counted(len(document.text), 'character')}",
        )
        self._text.show(document.text, View.of_tagging(tagging, schema))
        self.say(f"{anywhere.BACK} goes back.")

    def do_page_down(self) -> None:
        """Scroll down."""
        self._text.scroll_page(1)

    def do_page_up(self) -> None:
        """Scroll up."""
        self._text.scroll_page(-1)
