"""See what an import would bring, then import it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from core.domain.wording import counted
from core.services import exchange
from core.services.exchange import ImportReport, Overlaps
from tui.commands import Offer, anywhere
from tui.commands import exchange as commands
from tui.shell.screen import AutotagScreen
from tui.terminal.plain import visible

_SHOWN = 8
"""Refused texts and losses that are named."""


class ImportPreviewScreen(AutotagScreen):
    """Shows what an import would bring, then imports it.

    Args:
        source: the file or folder.
    """

    SECTION: ClassVar[str] = "Tag data"

    def __init__(self, source: Path) -> None:
        super().__init__()
        self._source = source
        self._overlaps: Overlaps | None = None
        self._report: ImportReport | None = None
        self._page = Static(markup=False)

    def compose_body(self) -> Iterable[Widget]:
        """Yield one page."""
        with VerticalScroll(classes="pad"):
            yield self._page

    def offers(self) -> Sequence[Offer]:
        """Return the commands of this screen."""
        return (
            Offer(commands.IMPORT, self.do_import, when=self._can_import),
            Offer(commands.OVERLAPS, self.do_overlaps, when=self._can_import),
        )

    async def load(self) -> None:
        """Read all of it, writing nothing."""
        await self._read(dry_run=True)
        overlaps = f"{commands.OVERLAPS} chooses among overlapping spans"
        self.say(f"{commands.IMPORT} imports this; {overlaps}; {anywhere.BACK} leaves.")

    async def _read(self, *, dry_run: bool) -> None:
        loop = asyncio.get_running_loop()

        def told(number: int) -> None:
            if number % 50 == 0:
                loop.call_soon_threadsafe(self.title_bar.show, f"Import {self._source.name}", f"{number:,} texts read")

        options = exchange.ImportOptions(overlaps=self._overlaps)
        take: Callable[[], ImportReport] = partial(
            exchange.import_file, self.project, self._source, options=options, dry_run=dry_run, progress=told
        )
        self._report = await self.blocking(take)
        self.title_bar.show(f"Import {self._source.name}", self._report.format)
        self._page.update(_summary(self._report, self._overlaps))

    def _can_import(self) -> bool:
        return self._report is not None and self._report.dry_run

    async def do_import(self) -> None:
        """Import it."""
        await self._read(dry_run=False)
        report = self._report
        assert report is not None
        came = f"{counted(report.added, 'file')} added, {report.merged} merged, {counted(report.tags, 'tag')}"
        self.say(f"{came}. {anywhere.TAG_DATA} shows the files.")

    async def do_overlaps(self) -> None:
        """Ask which of overlapping spans to import, and read again."""
        options = {"refuse the text": None, **{f"take {choice}": choice for choice in Overlaps}}
        if chosen := await self.question_bar.ask_choice("Of spans that overlap:", list(options)):
            self._overlaps = options[chosen]
            await self._read(dry_run=True)


def _summary(report: ImportReport, overlaps: Overlaps | None) -> Text:
    will = "would come" if report.dry_run else "came"
    lines = [
        f"Format       {report.format}",
        f"Texts        {report.added:,} new, {report.merged:,} that are there with the same content",
        f"Tags         {report.tags:,} {will}",
        f"Suggestions  {report.suggestions:,} {will}",
        f"Entities     {', '.join(report.entities) or 'none'} new",
        f"Overlaps     {f'take {overlaps}' if overlaps else 'refuse the text'}",
    ]
    if report.refused:
        lines += ["", f"Refused: {counted(len(report.refused), 'text')}"]
        lines += [f"  {refused.name}: {refused.reason}" for refused in report.refused[:_SHOWN]]
    if report.adjusted:
        lines += ["", "Corrected:", *(f"  {count:,} {kind}" for kind, count in report.adjusted.items())]
    if report.losses:
        lines += ["", "Cannot be carried:", *(f"  {count:,} {kind}" for kind, count in report.losses.items())]
        lines += [f"  {loss.kind}: {loss.where}" for loss in report.listed[:_SHOWN]]
    return Text("\n".join(map(visible, lines)))
