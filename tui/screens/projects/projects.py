"""The projects that were opened before, and the samples."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar, NamedTuple

from textual import on
from textual.widget import Widget

from core.services.project import opening, projects
from core.services.project.projects import RecentProject
from tui.commands import Offer
from tui.commands import projects as commands
from tui.shell.screen import AutotagScreen
from tui.widgets.columns import Column
from tui.widgets.row_list import RowList


class Row(NamedTuple):
    """A project or a sample.

    Attributes:
        name: of the project's folder, or of the sample.
        about: the path of the project, or what is in the sample.
        opened: when it was opened last, or that it is a sample.
        folder: of the project; None for a sample.
    """

    name: str
    about: str
    opened: str
    folder: Path | None = None


class ProjectsScreen(AutotagScreen):
    """Opens a project: one from before, any folder, or a sample."""

    SECTION: ClassVar[str] = "Projects"
    HEADING: ClassVar[str] = "Projects"

    def __init__(self) -> None:
        super().__init__()
        self._list: RowList[Row] = RowList(
            [Column("Project", 20), Column("Folder", keep_end=True), Column("Opened", 16)],
            lambda row: [row.name, row.about, row.opened],
            lambda row: str(row.folder or row.name),
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
            Offer(commands.FORGET, self.do_forget, when=self._is_on_project),
        )

    def _is_on_project(self) -> bool:
        return self._list.current is not None and self._list.current.folder is not None

    async def load(self) -> None:
        """List projects, then samples."""
        recent = [_project(each) for each in await self.blocking(projects.recent_projects)]
        samples = await self.blocking(projects.sample_projects)
        self._list.set_rows([*recent, *(Row(name, projects.about_sample(name), "a sample") for name in samples)])
        self._list.focus()
        if not recent:
            self.say(f"Press {commands.OPEN} to open a folder of .txt files of your own, or enter to try a sample.")

    @on(RowList.Highlighted)
    def _highlighted(self) -> None:
        self.show_commands()

    @on(RowList.Chosen)
    def _chosen(self) -> None:
        self.perform(self._open_current)

    async def _open_current(self) -> None:
        row = self._list.current
        if row is not None:
            folder = row.folder
            if folder is None:
                folder = await self.blocking(projects.copy_sample, row.name)
            await self._open(folder)

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
        row = self._list.current
        if row is not None and row.folder is not None:
            await self.blocking(projects.forget_project, row.folder)
            await self.load()


def _project(recent: RecentProject) -> Row:
    folder = Path(recent.folder)
    opened = recent.opened[:16].replace("T", " ") if recent.present else "(gone)"
    return Row(folder.name, recent.folder, opened, folder)
