"""An app on a pty keeps no screens that were closed."""

from __future__ import annotations

from harness.pty_terminal import PATIENCE, terminal

_COUNTING = (
    "import gc, sys\n"
    "from tui.cli.main import run\n"
    "from tui.terminal import terminal_app\n"
    "terminal_app._START = 0.1\n"
    "run(sys.argv[1:])\n"
    "from tui.file.screen import FileScreen\n"
    "print('screens:', sum(isinstance(held, FileScreen) for held in gc.get_objects()))\n"
)


def test_closed_screens_do_not_stay_in_memory(project):
    with terminal("-c", _COUNTING, project.folder, module=()) as screen:
        screen.until("a.txt")
        for _ in range(60):
            screen.press(b"\r", "Nothing is selected")
            screen.press(b"\x1bOQ", "files")  # F2
        screen.press(b"q")
        screen.until_written(b"screens: ")
        screen.process.wait(PATIENCE)
        screen.read(0.2)
        kept = int(screen.output.rpartition(b"screens: ")[2])
    assert kept < 10  # without the module it is 20
