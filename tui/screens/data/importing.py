"""Import from the screen: choose a file or folder, see what would come, take it in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from core.domain.wording import counted
from core.services import exchange
from core.services.exchange import ImportReport, Overlaps
from tui.commands import Command
from tui.commands import exchange as commands
from tui.shell.screen import AutotagScreen
from tui.terminal.plain import visible
from tui.widgets.row_list import Column, RowList

_SHOWN = 8
"""Refused texts and losses that are named."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the file chooser."""

    path: Path
    is_folder: bool
    size: int

    @property
    def label(self) -> str:
        return f"{self.path.name}/" if self.is_folder else self.path.name


class ChooseSourceScreen(AutotagScreen):
    """A file chooser: enter opens a folder or takes a file, backspace goes up."""

    SECTION: ClassVar[str] = "Tag data"
    OFFERS: ClassVar[Sequence[Command]] = commands.CHOOSER

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._list: RowList[_Entry] = RowList(
            [Column("Name"), Column("Size", 12, right=True)],
            lambda entry: [entry.label, "" if entry.is_folder else f"{entry.size:,}"],
            lambda entry: entry.path.name,
            self.appearance,
        )

    def compose_body(self) -> Iterable[Widget]:
        """The list."""
        yield self._list

    async def load(self) -> None:
        """Lists the folder."""
        self._list.focus()
        self._list.set_rows(await self.blocking(_entries, self._folder))
        self.title_bar.show(f"Import from {self._folder}", f"{len(self._list.rows):,} here")

    @on(RowList.Chosen)
    def _chosen(self) -> None:
        self.run_command(commands.OPEN)

    async def do_open(self) -> None:
        """Opens the folder, or takes the file."""
        entry = self._list.current
        if entry is None:
            return
        if entry.is_folder:
            self._folder = entry.path
            await self.load()
        else:
            self.app.push_screen(PreviewImportScreen(entry.path))

    async def do_up(self) -> None:
        """Shows the folder above."""
        below, self._folder = self._folder.name, self._folder.parent
        await self.load()
        self._list.move_to(below)

    def do_whole(self) -> None:
        """Takes the folder under the cursor as a whole, as brat's and CoNLL's are."""
        entry = self._list.current
        self.app.push_screen(PreviewImportScreen(entry.path if entry and entry.is_folder else self._folder))

    async def do_path(self) -> None:
        """Asks for a path."""
        if written := await self.question_bar.ask_text("Import from:", f"{self._folder}/"):
            self.app.push_screen(PreviewImportScreen(Path(written).expanduser()))


class PreviewImportScreen(AutotagScreen):
    """What an import would bring; then the import.

    Args:
        source: the file or folder.
    """

    SECTION: ClassVar[str] = "Tag data"
    OFFERS: ClassVar[Sequence[Command]] = commands.PREVIEW

    def __init__(self, source: Path) -> None:
        super().__init__()
        self._source = source
        self._overlaps: Overlaps | None = None
        self._report: ImportReport | None = None
        self._page = Static(markup=False)

    def compose_body(self) -> Iterable[Widget]:
        """One page."""
        with VerticalScroll(classes="pad"):
            yield self._page

    async def load(self) -> None:
        """Reads all of it, writing nothing."""
        await self._read(dry_run=True)
        self.say("i imports this; o says what to take of spans that overlap; esc leaves.")

    async def _read(self, *, dry_run: bool) -> None:
        loop = asyncio.get_running_loop()

        def told(number: int) -> None:
            if number % 50 == 0:
                loop.call_soon_threadsafe(self.title_bar.show, f"Import {self._source.name}", f"{number:,} texts read")

        take: Callable[[], ImportReport] = partial(
            exchange.import_file, self.project, self._source, overlaps=self._overlaps, dry_run=dry_run, progress=told
        )
        self._report = await self.blocking(take)
        self.title_bar.show(f"Import {self._source.name}", self._report.format)
        self._page.update(_summary(self._report, self._overlaps))

    def can_run(self, command: Command) -> bool:
        """Nothing can be imported before it was read, nor twice."""
        return command not in self.OFFERS or (self._report is not None and self._report.dry_run)

    async def do_import(self) -> None:
        """Takes it in."""
        await self._read(dry_run=False)
        report = self._report
        assert report is not None
        came = f"{counted(report.added, 'file')} added, {report.merged} merged, {counted(report.tags, 'tag')}"
        self.say(f"{came}. F2 shows the files.")

    async def do_overlaps(self) -> None:
        """Asks what to take of overlapping spans, and reads again."""
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
    if report.losses:
        lines += ["", "Cannot be carried:", *(f"  {count:,} {kind}" for kind, count in report.losses.items())]
        lines += [f"  {loss.kind}: {loss.where}" for loss in report.listed[:_SHOWN]]
    return Text("\n".join(map(visible, lines)))


def _entries(folder: Path) -> list[_Entry]:
    """Folders first, then files; hidden ones are left out."""
    found = []
    try:
        paths = [path for path in folder.iterdir() if not path.name.startswith(".")]
    except OSError:
        return []  # what cannot be read shows as empty
    for path in paths:
        with suppress(OSError):  # a link that leads nowhere
            is_folder = path.is_dir()
            found.append(_Entry(path, is_folder, 0 if is_folder else path.stat().st_size))
    return sorted(found, key=lambda entry: (not entry.is_folder, entry.path.name.casefold()))
