"""The app as screens see it: what is open, how it looks, and the way to other screens."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from core.services.project.preferences import Preferences
from core.services.project.projects import Project
from tui.commands import with_keys
from tui.commands.key_changes import usable_keymap
from tui.shell.destinations import Navigation
from tui.shell.themes import LIGHT, chosen_theme
from tui.terminal.appearance import Appearance
from tui.terminal.terminal_app import TerminalApp

if TYPE_CHECKING:  # loaded when first needed: the first frame does without
    from pathlib import Path

    from core.domain.tagging.review import ReviewSession
    from core.domain.tagging.statistics import Statistics
    from core.services.review.by_text import ReviewQueue
    from core.services.review.sorting import Sorting


class Host(TerminalApp):
    """Holds what all screens share.

    Args:
        project: the open project; None if there is none.
        preferences: what the user has changed.
        appearance: what the terminal can do.
        navigation: makes the navigation of this app.
    """

    def __init__(
        self,
        project: Project | None,
        preferences: Preferences,
        appearance: Appearance,
        navigation: Callable[[Host], Navigation],
    ) -> None:
        self.project = project
        self.preferences = _usable(preferences)
        self.opened_at = time.monotonic()
        super().__init__(appearance)
        self.navigation = navigation(self)

    @cached_property
    def statistics(self) -> Statistics:
        """Counts of keys and decisions since the app was started."""
        from core.domain.tagging.statistics import Statistics  # late: the first frame needs none

        return Statistics()

    @cached_property
    def sessions(self) -> dict[tuple[Path, str, str], ReviewSession]:
        """Sessions of files left, by project, file name and hash of the text, so that undo still works in them."""
        return {}

    @cached_property
    def queues(self) -> dict[Path, ReviewQueue]:
        """Reviews by text left, by project, so that undo still works in them."""
        return {}

    @cached_property
    def sorted_places(self) -> dict[tuple[Path, str, str], Sorting]:
        """Lists of places to sort that were left, by project and entities: what was decided is not asked again."""
        return {}

    def apply_preferences(self, preferences: Preferences) -> None:
        """Use new preferences from now on."""
        self.preferences = _usable(preferences)
        self.theme = chosen_theme(preferences.theme, self.appearance)
        self.appearance = replace(self.appearance, light=self.theme == LIGHT.name)

    def with_keys(self, sentence: str) -> str:
        """Return a sentence with the user's key in place of each command that it names."""
        return with_keys(sentence, self.preferences.keymap)


def _usable(preferences: Preferences) -> Preferences:
    return replace(preferences, keymap=usable_keymap(preferences.keymap))
