"""See what an import would bring, then import it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from rich.text import Text
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from core.domain.wording import counted
from core.services import exchange
from core.services.exchange import ImportOptions, ImportReport, Overlaps
from tui.commands import Offer, anywhere
from tui.commands import exchange as commands
from tui.shell.screen import AutotagScreen
from tui.terminal.plain import visible

_RECOGNISE = "recognise it"

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
        self._format: str | None = None
        self._options = ImportOptions()
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
            Offer(commands.OVERLAPS, self.do_overlaps, when=self._is_open),
            Offer(commands.STRICT, self.do_strict, when=self._is_open),
            Offer(commands.TEXTS, self.do_texts, when=self._is_open),
            Offer(commands.COLUMNS, self.do_columns, when=self._is_open),
            Offer(commands.BLANKS, self.do_blanks, when=self._is_open),
            Offer(commands.FORMAT, self.do_format, when=self._is_open),
        )

    async def load(self) -> None:
        """Read all of it, writing nothing."""
        await self._preview()

    async def _preview(self) -> None:
        self._report = None
        self.title_bar.show(f"Import {self._source.name}")
        self._page.update(_text(_settings(self._format, self._options)))  # remains if the source cannot be read
        self.show_commands()
        await self._read(dry_run=True)
        self.show_commands()
        self.say(f"{commands.IMPORT} imports this; the other keys change how; {anywhere.BACK} leaves.")

    async def _read(self, *, dry_run: bool) -> None:
        loop = asyncio.get_running_loop()

        def progress(number: int) -> None:
            if number % 50 == 0:
                loop.call_soon_threadsafe(self.title_bar.show, f"Import {self._source.name}", f"{number:,} texts read")

        take: Callable[[], ImportReport] = partial(
            exchange.import_file,
            self.project,
            self._source,
            self._format,
            options=self._options,
            dry_run=dry_run,
            progress=progress,
        )
        self._report = await self.blocking(take)
        self.title_bar.show(f"Import {self._source.name}", self._report.format)
        self._page.update(
            _text(_summary(self._report) + _settings(self._format, self._options) + _details(self._report))
        )

    def _is_open(self) -> bool:
        return self._report is None or self._report.dry_run

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
        """Ask which of overlapping spans to import."""
        choices = {"refuse the text": None, **{f"take {choice}": choice for choice in Overlaps}}
        if chosen := await self.question_bar.ask_choice("Of tags that overlap:", list(choices)):
            await self._change(overlaps=choices[chosen])

    async def do_strict(self) -> None:
        """Switch between importing all or nothing, and importing what can be taken."""
        await self._change(strict=not self._options.strict)

    async def do_blanks(self) -> None:
        """Switch between keeping and trimming blanks at the edges of tags."""
        await self._change(keep_blanks=not self._options.keep_blanks)

    async def do_texts(self) -> None:
        """Ask for the folder of texts that the source only names."""
        folder = await self.question_bar.ask_text(
            "Folder with the texts:", f"{self._options.texts or self._source.parent}/"
        )
        if folder is not None:
            await self._change(texts=Path(folder).expanduser() if folder else None)

    async def do_columns(self) -> None:
        """Ask for the columns of tokens and tags."""
        options = self._options
        token = await self.question_bar.ask_text("Column of words (empty: find it):", options.token_column)
        if token is None:
            return
        tag = await self.question_bar.ask_text("Column of tags (empty: find it):", options.tag_column)
        if tag is not None:
            await self._change(token_column=token, tag_column=tag)

    async def do_format(self) -> None:
        """Ask for the format."""
        chosen = await self.question_bar.ask_choice(
            "Format:", [_RECOGNISE, *exchange.format_names()], self._format or _RECOGNISE
        )
        if chosen:
            self._format = None if chosen == _RECOGNISE else chosen
            await self._preview()

    async def _change(self, **changes: Any) -> None:
        self._options = replace(self._options, **changes)
        await self._preview()


def _summary(report: ImportReport) -> list[str]:
    will = "would come" if report.dry_run else "came"
    return [
        f"Format       {report.format}",
        f"Texts        {report.added:,} new, {report.merged:,} that are there with the same content",
        f"Tags         {report.tags:,} {will}",
        f"Suggestions  {report.suggestions:,} {will}",
        f"Entities     {', '.join(report.entities) or 'none'} new",
        "",
    ]


def _settings(format_name: str | None, options: ImportOptions) -> list[str]:
    """Describe how the source is read; settings that few sources need only if the user has changed them."""
    lines = [
        f"Overlaps     {f'take {options.overlaps}' if options.overlaps else 'refuse the text'}",
        f"Refused      {'nothing is imported' if options.strict else 'the other texts are imported'}",
        f"Blanks       {'stay' if options.keep_blanks else 'are trimmed'} at the edges of tags",
    ]
    if options.texts:
        lines.append(f"Texts in     {options.texts}")
    if options.token_column or options.tag_column:
        lines.append(f"Columns      words {options.token_column or 'found'}, tags {options.tag_column or 'found'}")
    if format_name:
        lines.append(f"Read as      {format_name}")
    return lines


def _details(report: ImportReport) -> list[str]:
    lines = []
    if report.refused:
        lines += ["", f"Refused: {counted(len(report.refused), 'text')}"]
        lines += [f"  {refused.name}: {refused.reason}" for refused in report.refused[:_SHOWN]]
    if report.adjusted:
        lines += ["", "Corrected:", *(f"  {count:,} {kind}" for kind, count in report.adjusted.items())]
    if report.losses:
        lines += ["", "Cannot be carried:", *(f"  {count:,} {kind}" for kind, count in report.losses.items())]
        lines += [f"  {loss.kind}: {loss.where}" for loss in report.listed[:_SHOWN]]
    return lines


def _text(lines: list[str]) -> Text:
    return Text("\n".join(map(visible, lines)))
