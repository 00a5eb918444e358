"""What happened to a file: who, when, what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.widget import Widget

from core.services.review import history
from tui.shell.screen import AutotagScreen
from tui.widgets.columns import Column
from tui.widgets.row_list import RowList


class HistoryScreen(AutotagScreen):
    """Lists what was done to a file, latest first.

    Args:
        name: of the file.
    """

    SECTION: ClassVar[str] = "Tag data"

    def __init__(self, name: str) -> None:
        super().__init__()
        self._file_name = name
        self._list: RowList[tuple[int, tuple[str, str, str]]] = RowList(
            [Column("When (UTC)", 19), Column("Who", 12), Column("What")],
            _cells,
            lambda row: str(row[0]),
            self.appearance,
        )

    def compose_body(self) -> Iterable[Widget]:
        """Yield the list."""
        yield self._list

    async def load(self) -> None:
        """Read the history."""
        self._list.focus()
        happened = await self.blocking(history.file_history, self.project, self._file_name)
        self._list.set_rows(list(enumerate(happened)))
        self.title_bar.show(f"History of {self._file_name}")
        if not happened:
            self.say("This file has not been saved yet.")


def _cells(row: tuple[int, tuple[str, str, str]]) -> Sequence[str]:
    at, by, what = row[1]
    return at[:19].replace("T", " "), by, what
