"""Going from screen to screen."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from itertools import takewhile
from typing import Any
from weakref import WeakKeyDictionary

from textual.screen import Screen

from core.errors import AutotagError
from core.services.project.files import known_files
from core.services.project.projects import Project
from core.services.review.bookmarks import bookmark, leave_bookmark
from tui.navigation.screens import screen_for
from tui.shell.destinations import AutotagStep, Destination, FilePage, Help, Section
from tui.shell.host import Host
from tui.shell.screen import AutotagScreen

_ROOT = 2
"""Screens below which nothing can be left: Textual's own, and a section."""


_REMEMBERED = 20
"""Times that a user can go back after changing sections."""


class Navigator:
    """Opens and leaves the screens of an app."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._opened: WeakKeyDictionary[Screen[Any], Destination] = WeakKeyDictionary()
        self._trails: deque[Sequence[Destination]] = deque(maxlen=_REMEMBERED)
        """Screens that were open when another section was opened, the latest last."""

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
        if not isinstance(to, Section):
            self._host.push_screen(self._screen(to))
            return
        if self._host.project is None and to is not Section.SETTINGS:
            to = Section.PROJECTS
        if (trail := self._trail()) and trail != [to]:
            self._trails.append(trail)
        self._open([to])

    def back(self) -> None:
        """Return to the screen before, also when that was in another section."""
        if len(self._host.screen_stack) > _ROOT:
            self._host.pop_screen()
        elif self._trails:
            self._open(self._trails.pop())

    def _trail(self) -> Sequence[Destination]:
        """Return the way to the open screen, without help and without the steps to a job, which may be submitted."""
        ways = [self._way_to(screen) for screen in self._host.screen_stack if isinstance(screen, AutotagScreen)]
        return list(takewhile(lambda to: not isinstance(to, Help | AutotagStep), ways))

    def _way_to(self, screen: AutotagScreen) -> Destination:
        return screen.present_destination(self._opened[screen])

    def _open(self, trail: Sequence[Destination]) -> None:
        """Open screens in place of all that are open."""
        while len(self._host.screen_stack) > _ROOT:
            self._host.pop_screen()
        first, *others = map(self._screen, trail)
        if len(self._host.screen_stack) < _ROOT:
            self._host.push_screen(first)
        else:
            self._host.switch_screen(first)
        for screen in others:
            self._host.push_screen(screen)

    def _screen(self, to: Destination) -> AutotagScreen:
        screen = screen_for(to)
        self._opened[screen] = to
        return screen

    def open_project(self, project: Project, note: str = "") -> None:
        """Open another project, and say a sentence about it."""
        self._host.project = project
        self._trails.clear()
        self._open([Section.TAG_DATA])
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
