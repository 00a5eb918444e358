"""Choose the file or folder to import."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.widget import Widget

from tui.commands import Offer
from tui.commands import exchange as commands
from tui.shell.destinations import ImportPreview
from tui.shell.screen import AutotagScreen
from tui.widgets.columns import Column
from tui.widgets.row_list import RowList


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the file chooser."""

    path: Path
    is_folder: bool
    size: int

    @property
    def label(self) -> str:
        return f"{self.path.name}/" if self.is_folder else self.path.name


class ImportSourceScreen(AutotagScreen):
    """A file chooser: enter opens a folder or takes a file, backspace goes up."""

    SECTION: ClassVar[str] = "Tag data"

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
        """Yield the list."""
        yield self._list

    def offers(self) -> Sequence[Offer]:
        """Return the commands of this screen."""
        return (
            Offer(commands.OPEN, self.do_open),
            Offer(commands.UP, self.do_up),
            Offer(commands.WHOLE, self.do_whole),
            Offer(commands.PATH, self.do_path),
        )

    async def load(self) -> None:
        """List the folder."""
        self._list.focus()
        self._list.set_rows(await self.blocking(_entries, self._folder))
        self.title_bar.show(f"Import from {self._folder}", f"{len(self._list.rows):,} here")

    @on(RowList.Chosen)
    def _chosen(self) -> None:
        self.run_command(commands.OPEN)

    async def do_open(self) -> None:
        """Open the folder, or takes the file."""
        entry = self._list.current
        if entry is None:
            return
        if entry.is_folder:
            self._folder = entry.path
            await self.load()
        else:
            self.go(ImportPreview(entry.path))

    async def do_up(self) -> None:
        """Show the folder above."""
        below, self._folder = self._folder.name, self._folder.parent
        await self.load()
        self._list.move_to(below)

    def do_whole(self) -> None:
        """Take the folder under the cursor as a whole, as brat's and CoNLL's are."""
        entry = self._list.current
        self.go(ImportPreview(entry.path if entry and entry.is_folder else self._folder))

    async def do_path(self) -> None:
        """Ask for a path."""
        if written := await self.question_bar.ask_text("Import from:", f"{self._folder}/"):
            self.go(ImportPreview(Path(written).expanduser()))


def _entries(folder: Path) -> list[_Entry]:
    """Return folders first, then files, without hidden ones."""
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
