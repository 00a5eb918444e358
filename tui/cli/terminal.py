"""Opening the app on the terminal at hand: what it can do is found out before Textual is imported."""

from __future__ import annotations

import os
import select
import sys
import termios
import time
import tty
from contextlib import suppress
from pathlib import Path
from threading import Thread

from core.errors import AutotagError, RequestError
from core.services.project import opening, preferences, projects
from tui.terminal import garbage
from tui.terminal.appearance import Appearance, Colours

_COLOUR_SYSTEMS = {Colours.SIXTEEN: "standard", Colours.MANY: "256", Colours.TRUE: "truecolor", Colours.NONE: "auto"}

_ANSWERED = 1.0
"""Seconds to wait for late answers of the terminal."""


def run_app(folder: Path | None, note: str = "") -> int:
    """Open the app on a folder, or on the list of projects, and return the exit status when it is left.

    Raises:
        RequestError: there is no terminal that could show it, or the folder cannot be opened.
        StorageError: the project is damaged.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()):  # Textual draws on the last one
        raise RequestError("The app needs a terminal; in a script use a command, see 'autotag --help'.")
    if os.environ.get("TERM", "dumb") in ("", "dumb"):
        raise RequestError("The terminal (TERM=dumb) cannot show the app; set TERM, or use commands, see --help.")
    garbage.collect_rarely()
    opened = opening.open_project(folder) if folder else None
    project = opened.project if opened else None
    note = " ".join((note, *(opened.notes if opened else ()))).strip()
    if project:
        Thread(target=_note_opened, args=[project]).start()  # it waits for the disk, and nothing waits for it
    try:
        chosen = preferences.load_preferences()
    except AutotagError as error:
        chosen, note = preferences.Preferences(), str(error)
    appearance = Appearance.detect(os.environ, chosen)
    # Textual reads these when it is imported. Over a thin line nothing moves by itself.
    os.environ["TEXTUAL_ANIMATIONS"] = "none"
    os.environ["TEXTUAL_SMOOTH_SCROLL"] = "0"
    # An answer of two parts, as a decision and the word on it, waits a frame between them: 4 ms of it, not 17.
    os.environ.setdefault("TEXTUAL_FPS", "250")
    os.environ["TEXTUAL_COLOR_SYSTEM"] = _COLOUR_SYSTEMS[appearance.colours]
    if appearance.colours is Colours.NONE:
        os.environ["NO_COLOR"] = "1"
    os.environ.setdefault("ESCDELAY", "50")
    from tui.app import AutotagApp

    over_ssh = bool(os.environ.get("SSH_CONNECTION"))
    mouse = chosen.mouse if chosen.mouse is not None else not over_ssh
    garbage.leave_out_what_is_loaded()
    app = AutotagApp(project, chosen, appearance, note)
    app.run(mouse=mouse)
    _swallow_answers(app.unanswered)
    return app.return_code or 0


def _note_opened(project: projects.Project) -> None:
    with suppress(AutotagError):  # to find it in the list the next time is a comfort
        projects.note_opened(project)


def _swallow_answers(count: int) -> None:
    """Wait for late answers of the terminal to the app, so that they do not end up in the shell."""
    if not count:
        return
    descriptor = sys.stdin.fileno()
    with suppress(OSError, termios.error):  # the line was dropped
        before = termios.tcgetattr(descriptor)
        tty.setcbreak(descriptor, termios.TCSANOW)
        deadline = time.monotonic() + _ANSWERED
        while count > 0 and select.select([descriptor], [], [], max(0.0, deadline - time.monotonic()))[0]:
            data = os.read(descriptor, 1024)
            count = count - data.count(b"R") if data else 0
        termios.tcsetattr(descriptor, termios.TCSANOW, before)
