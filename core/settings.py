"""What a user can change, and where things live."""

from __future__ import annotations

import getpass
import os
import pwd
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from platformdirs import user_data_path

DATA_FOLDER = "autotag"
"""Name of the folder inside a project that holds all that autotag writes there."""

AUTO = "auto"
"""Value of a preference that is decided by looking at the terminal."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a user can change about the program itself.

    Attributes:
        theme: name of the colour theme.
        keymap: keys, comma separated, by id of the command that they shall run instead of its own.
        author: name noted as the one who decided; empty for the user name on this machine.
        ascii: whether to draw with ASCII characters only; None to decide by the terminal.
        colours: "auto", "none", "16", "256" or "true".
        mouse: whether the mouse is used; None to decide by the terminal.
    """

    theme: str = AUTO
    keymap: Mapping[str, str] = field(default_factory=dict)
    author: str = ""
    ascii: bool | None = None
    colours: str = AUTO
    mouse: bool | None = None


def home() -> Path:
    """Return the user's folder for the resource and the preferences; the variable AUTOTAG_HOME overrides it."""
    override = os.environ.get("AUTOTAG_HOME")
    return Path(override).expanduser() if override else user_data_path("autotag", appauthor=False)


def is_user(name: str) -> bool:
    """Return whether somebody has this user name on this machine."""
    try:
        pwd.getpwnam(name)
    except (KeyError, ValueError):
        return False
    return True


def user_name() -> str:
    """Name of the user on this machine; "user" where the machine does not tell."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no entry for this user id, as in some containers
        return "user"
