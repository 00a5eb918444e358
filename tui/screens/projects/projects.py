"""The projects that were opened before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.widget import Widget

from core.services.project import opening, projects
from core.services.project.projects import RecentProject
from tui.commands import Offer
from tui.commands import projects as commands
from tui.shell.screen import AutotagScreen
from tui.widgets.row_list import Column, RowList


class ProjectsScreen(AutotagScreen):
    """Opens a project: one from before, any folder, or a sample."""

    SECTION: ClassVar[str] = "Projects"
    HEADING: ClassVar[str] = "Projects"

    def __init__(self) -> None:
        super().__init__()
        self._list: RowList[RecentProject] = RowList(
            [Column("Project", 24), Column("Folder", keep_end=True), Column("Opened", 16)],
            lambda recent: [Path(recent.folder).name, recent.folder, _when(recent)],
            lambda recent: recent.folder,
            self.appearance,
        )

    def compose_body(self) -> Iterable[Widget]:
        """Yield the list."""
        yield self._list

    def offers(self) -> Sequence[Offer]:
        """Return the commands of this screen."""
        return (
            Offer(commands.OPEN, self.do_open),
            Offer(commands.SAMPLE, self.do_sample),
            Offer(commands.FORGET, self.do_forget),
        )

    async def load(self) -> None:
        """Get the list."""
        self._list.set_rows(await self.blocking(projects.recent_projects))
        self._list.focus()
        if not self._list.rows:
            folder = f"press {commands.OPEN} to open a folder of .txt files"
            self.say(f"No project yet: {folder}, or {commands.SAMPLE} for a sample.")

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        self.perform(lambda: self._open(Path(event.key)))

    async def _open(self, folder: Path) -> None:
        opened = await self.blocking(opening.open_project, folder)
        await self.blocking(projects.note_opened, opened.project)
        self.host.navigation.open_project(opened.project, " ".join(opened.notes))

    async def do_open(self) -> None:
        """Ask for a folder."""
        answer = await self.question_bar.ask_text("Folder:", f"{Path.cwd()}/")
        if answer:
            await self._open(Path(answer).expanduser())

    async def do_sample(self) -> None:
        """Ask which sample, copy it, and open the copy."""
        name = await self.question_bar.ask_choice("Sample:", await self.blocking(projects.sample_projects))
        if name:
            await self._open(await self.blocking(projects.copy_sample, name))

    async def do_forget(self) -> None:
        """Take a project off the list."""
        if self._list.current is not None:
            await self.blocking(projects.forget_project, Path(self._list.current.folder))
            await self.load()


def _when(recent: RecentProject) -> str:
    return recent.opened[:16].replace("T", " ") if recent.present else "(gone)"
