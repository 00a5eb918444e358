"""How the team of the project tags: its guidelines, and what counts as each entity."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from core.domain.project.schema import Entity
from core.errors import AutotagError
from core.services.project.entities import load_schema
from core.services.project.guidelines import load_guidelines
from tui.shell.screen import AutotagScreen
from tui.terminal.plain import visible

_HEADING = Style(bold=True)


class GuidelinesScreen(AutotagScreen):
    """Shows the guidelines to read and scroll; nothing in them acts on the terminal."""

    HEADING: ClassVar[str] = "Guidelines"

    def __init__(self) -> None:
        super().__init__()
        self._page = Static(markup=False)
        self._scroll = VerticalScroll(self._page, classes="pad")

    def compose_body(self) -> Iterable[Widget]:
        """Yield one scrolling text."""
        yield self._scroll

    async def load(self) -> None:
        """Read the guidelines and the entities."""
        self._scroll.focus()
        try:
            lines = await self.blocking(load_guidelines, self.project)
        except AutotagError as error:  # the entities can be shown all the same
            lines = []
            self.say(str(error))
        schema = await self.blocking(load_schema, self.project)
        self._page.update(_page(lines, schema))


def _page(lines: Sequence[str], entities: Iterable[Entity]) -> Text:
    """Return the entities with their descriptions, below the guidelines with their headings in bold."""
    page = Text()
    for line in lines:
        page.append(f"{visible(line)}\n", _HEADING if line.startswith("#") else None)
    for entity in entities:
        page.append("\n" if page else "")
        page.append(f"{visible(entity.name)}\n", _HEADING)
        page.append(f"{visible(entity.description) or 'no description yet'}\n")
    return page
