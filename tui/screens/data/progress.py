"""How the work goes: decisions by day, keys a tag, and how far scores can be trusted."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import ClassVar

from rich.text import Text
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from core.services.report.progress import measure_progress
from core.services.report.trust import FEWEST
from tui.shell.screen import AutotagScreen
from tui.widgets import plots


class ProgressScreen(AutotagScreen):
    """Shows what was decided so far, as plots."""

    SECTION: ClassVar[str] = "Tag data"
    HEADING: ClassVar[str] = "Progress"

    def __init__(self) -> None:
        super().__init__()
        self._page = Static(markup=False)
        self._scroll = VerticalScroll(self._page, classes="pad")

    def compose_body(self) -> Iterable[Widget]:
        """Yield one page."""
        yield self._scroll

    async def load(self) -> None:
        """Count in the background: a large project takes a while to read."""
        self._scroll.focus()
        self._page.update(f"{self._since_start()}\n\nCounting ...")
        self.in_background(self._count, "count")

    def _since_start(self) -> str:
        return self.host.statistics.sentence(time.monotonic() - self.host.opened_at)

    async def _count(self) -> None:
        measured = await self.blocking(measure_progress, self.project)
        glyphs, width = self.appearance.glyphs, self.size.width
        text = Text(f"{self._since_start()}\n\n")
        if measured.periods:
            text.append_text(plots.progress(measured.periods, measured.unit, glyphs, width))
        else:
            text.append("No decision is saved yet.\n")
        text.append("\n")
        decided = sum(each.count for each in measured.bins)
        if decided >= FEWEST:
            text.append_text(plots.reliability(measured.bins, glyphs, width))
        else:
            text.append(
                f"After {FEWEST} suggestions decided one by one, this page shows how often scores were right.\n"
            )
        self._page.update(text)
