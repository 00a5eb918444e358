"""Going from screen to screen."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from core.errors import AutotagError
from core.services.project.files import known_files
from core.services.project.projects import Project
from core.services.review.bookmarks import bookmark, leave_bookmark
from tui.navigation.screens import screen_for
from tui.shell.destinations import Destination, FilePage, Section
from tui.shell.host import Host
from tui.shell.screen import AutotagScreen

_ROOT = 2
"""Screens below which nothing can be left: Textual's own, and a section."""


class Navigator:
    """Opens and leaves the screens of an app."""

    def __init__(self, host: Host) -> None:
        self._host = host

    async def start(self) -> None:
        """Open the first screen: the file that was open when autotag ended, else its list, else the projects.

        Raises:
            AutotagError: the project cannot say which file that was; the list of files is open.
        """
        project = self._host.project
        self.go(Section.TAG_DATA if project else Section.PROJECTS)
        left = await asyncio.to_thread(bookmark, project) if project else None
        if project and left and left.inside:
            names = (await asyncio.to_thread(known_files, project)).usable().names
            self.go(FilePage(left.file, names, left.selection))

    def go(self, to: Destination) -> None:
        """Open a screen on top of the present one, or a section in place of all open screens."""
        if isinstance(to, Section):
            self._open_section(to)
        else:
            self._host.push_screen(screen_for(to))

    def _open_section(self, section: Section) -> None:
        if self._host.project is None and section is not Section.SETTINGS:
            section = Section.PROJECTS
        while len(self._host.screen_stack) > _ROOT:
            self._host.pop_screen()
        if len(self._host.screen_stack) < _ROOT:
            self._host.push_screen(screen_for(section))
        else:
            self._host.switch_screen(screen_for(section))

    def back(self) -> None:
        """Return to the screen before."""
        if len(self._host.screen_stack) > _ROOT:
            self._host.pop_screen()

    def open_project(self, project: Project, note: str = "") -> None:
        """Open another project, and say a sentence about it."""
        self._host.project = project
        self.go(Section.TAG_DATA)
        if note:
            self._host.call_after_refresh(self._say, note)

    def _say(self, note: str) -> None:
        if isinstance(self._host.screen, AutotagScreen):
            self._host.screen.say(note)

    def leave(self) -> None:
        """Note the open file, to return to it at the next start, and end the app."""
        marks = [screen.bookmark() for screen in self._host.screen_stack if isinstance(screen, AutotagScreen)]
        mark = next((mark for mark in reversed(marks) if mark), None)
        if self._host.project and mark:
            with suppress(AutotagError):  # nobody is left to read it
                leave_bookmark(self._host.project, *mark, inside=True)
        self._host.exit()
