"""What reaches the app in a real terminal: keys decide, and nothing else does."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import replace

import pytest

from core.domain.text.spans import ScoredSpan
from core.services.project import files, projects
from core.store.tags.taggings import change_record
from core.store.texts.finding import read_document
from harness.pty_terminal import PATIENCE, terminal
from harness.terminal_replies import REPLIES

WORDS = 16


@pytest.fixture
def reviewed(tmp_path):
    """A project with a file in which every word is suggested."""
    folder = tmp_path / "reviewed"
    folder.mkdir()
    (folder / "a.txt").write_text("word " * WORDS + "\n", "utf-8")
    project = projects.create_project(folder, ["Person", "City"])
    document = read_document(project.paths, "a.txt")
    scored = [ScoredSpan(5 * number, 5 * number + 4, "Person", 0.5) for number in range(WORDS)]
    change_record(
        project.paths, document, lambda record: replace(record, tagging=record.tagging.proposed(scored, "job", "m")[0])
    )
    return project


def open_file(screen):
    screen.until("a.txt")
    screen.press(b"\r", " 1 of 16")
    screen.read(0.2)
    screen.answer()


def send(screen, *parts, pause=0.0, answers=True):
    """Send parts with pauses between them, and answer afterwards what the app has asked meanwhile."""
    for part in parts:
        screen.type(part)
        screen.read(pause)
    if answers:
        screen.answer()
        screen.read(0.05)


def undecided(screen, project):
    """Check that the app answers a key, and that nothing was decided before it."""
    screen.press(b"?", "· Help")
    assert not files.entry(project, "a.txt").unsaved


@pytest.mark.parametrize("answers", [True, False], ids=["answering", "silent"])
def test_no_reply_decides_whole_or_cut(reviewed, answers):
    with terminal(reviewed.folder) as screen:
        open_file(screen)
        for name in ("xterm background", "xterm DA1", "tmux DA2", "xterm XTVERSION", "xterm title", "position"):
            reply = REPLIES[name]
            for place in (len(reply), 2, len(reply) // 2):
                send(screen, reply[:place], reply[place:], pause=0.12, answers=answers)
        send(screen, b"\x1b[200~axAX", b"\x1b[201", b"~", pause=0.3, answers=answers)
        send(screen, b"\xe4", b"\xff\x80", b"\x1b[97~", answers=answers)
        undecided(screen, reviewed)


def test_a_function_key_that_is_cut_acts_once(reviewed):
    with terminal(reviewed.folder) as screen:
        open_file(screen)
        send(screen, b"\x1b", b"[1", b"5~", pause=0.2)
        deadline = time.monotonic() + PATIENCE
        while "Model performance" not in screen.words and time.monotonic() < deadline:
            screen.read(0.05)
        assert "Model performance" in screen.words
        assert not files.entry(reviewed, "a.txt").unsaved


def test_a_paste_without_an_end_runs_nothing_and_does_not_deafen_the_app(reviewed):
    with terminal(reviewed.folder) as screen:
        open_file(screen)
        send(screen, b"\x1b[200~axAX\r", pause=0.5)
        deadline = time.monotonic() + 20
        while "· Help" not in screen.words and time.monotonic() < deadline:
            send(screen, b"?", pause=2)
        assert not files.entry(reviewed, "a.txt").unsaved


def test_a_byte_that_is_no_utf8_ends_nothing(reviewed):
    with terminal(reviewed.folder) as screen:
        open_file(screen)
        send(screen, b"\xe4n")
        screen.until(" 2 of 16")


def test_ctrl_z_suspends_and_fg_brings_the_screen_back(reviewed):
    become_shell = (
        "import fcntl, os, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execvp('bash', ['bash', '--norc', '-i'])"
    )
    with terminal("-c", become_shell, module=(), PS1="shell: ") as screen:
        screen.until("shell:")
        screen.press(f"{sys.executable} -m tui.cli {reviewed.folder}\r".encode(), "a.txt  ")
        screen.read(0.3)
        screen.press(b"\x1a", "fg brings it back")
        screen.press(b"fg\r", "Quit")
        screen.press(b"?", "· Help")


def test_ctrl_z_says_so_where_there_is_no_shell_to_return_to(reviewed):
    with terminal(reviewed.folder) as screen:
        screen.until("a.txt")
        screen.press(b"\x1a", "not suspended")


@pytest.mark.parametrize(
    ("term", "sequence", "key"),
    [("scoansi", "\x1b[P", "f4"), ("xterm-256color", "\x1bOP", "f1"), ("unknown", "", None)],
)
def test_the_systems_description_of_a_terminal_names_its_keys(term, sequence, key):
    # In a process of its own, as curses sets up one terminal a process.
    code = f"from tui.terminal.input.terminfo import terminal_keys; print(terminal_keys({term!r}).get({sequence!r}))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == str(key)
