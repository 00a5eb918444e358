"""What only a real terminal shows: the app in a pty at 80x24."""

from __future__ import annotations

import shutil
import signal
import time

import pytest

from core.services.project import files
from core.services.training import models
from harness.pty_terminal import PATIENCE, terminal
from tests.conftest import SAMPLES
from tests.tui.conftest import driven
from tui.terminal.appearance import Appearance, Colours


def test_the_workflow_in_a_real_terminal(tickets):
    with terminal(tickets.folder) as screen:
        screen.until("0001-export-hangs")
        screen.press(b"\x1bOS", "enter changes a setting")  # F4
        screen.press(b"\r", "Name of the model")
        screen.press(b"\x7f" * 20 + b"first", "first")
        screen.press(b"\r", "first")
        screen.press(b"s", "succeeded")
        screen.press(b"\x1b[17~", "Autotag data")  # F6
        screen.press(b"t", "choose model")
        screen.press(b"\r", "choose entities")
        screen.press(b"\r", "3 of 4: files")
        screen.press(b"*", "40 files")
        screen.press(b"\r", "enter starts the job")
        screen.press(b"\r", "Press enter")
        screen.press(b"r", "Tag data: job")
        screen.press(b"\r", " 1 of ")
        screen.press(b"a", "unsaved")
        screen.press(b"s", "Saved")
        screen.press(b"q")
        assert screen.process.wait(PATIENCE) == 0
        screen.read(0.2)
        assert screen.output.endswith((b"\x1b[?25h", b"\x1b[?1049l", b"l", b"h"))
    assert models.list_models(tickets)[0].name == "first"
    assert files.list_files(tickets).tag_count == 99


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_dropped_line_leaves_the_terminal_as_it_was_and_keeps_the_decisions(project, number):
    with terminal(project.folder) as screen:
        screen.until("a.txt")
        screen.press(b"\r", "Nothing is selected")
        screen.press(b"\x1b[C", "Anna")
        screen.press(b"1", "unsaved")
        screen.process.send_signal(number)
        screen.process.wait(PATIENCE)
        screen.read(0.2)
        assert b"\x1b[?1049l" in screen.output  # back from the alternate screen
    assert files.entry(project, "a.txt").unsaved


def test_a_terminal_that_is_gone_ends_the_app_even_without_a_signal(project):
    with terminal(project.folder) as screen:
        screen.until("a.txt")
        screen.press(b"\r", "Nothing is selected")
        screen.press(b"\x1b[C", "Anna")
        screen.press(b"1", "unsaved")
        screen.close()
        assert screen.process.wait(PATIENCE) is not None
    assert files.entry(project, "a.txt").unsaved


def test_a_killed_app_loses_nothing_that_was_shown(project):
    with terminal(project.folder) as screen:
        screen.until("a.txt")
        screen.press(b"\r", "Nothing is selected")
        screen.press(b"\x1b[C", "Anna")
        screen.press(b"1", "unsaved")
        screen.process.kill()
    with terminal(project.folder) as screen:
        screen.until("were restored")  # in the file that was open, as after a dropped line


def test_an_error_of_the_program_is_one_line_and_shows_no_text_of_the_user(project, home):
    broken = "from tui.screens.data.tag_data import TagDataScreen as S; S.do_order = lambda self: 1 / 0; "
    run = f"from tui.cli.main import main; main([{str(project.folder)!r}])"
    with terminal(module=("-c", broken + run)) as screen:
        screen.until("a.txt")
        screen.press(b"o")
        screen.process.wait(PATIENCE)
        screen.read(0.3)
        assert "an error of the program stopped it (ZeroDivisionError" in " ".join(screen.words.split())
        assert "locals" not in screen.words
    assert "ZeroDivisionError" in (home / "errors.log").read_text("utf-8")


def test_an_idle_app_writes_nothing(project):
    with terminal(project.folder) as screen:
        screen.until("a.txt")
        screen.read(0.5)
        screen.output = b""
        screen.read(1.5)
        assert screen.output == b""


def test_a_terminal_that_falls_behind_is_sent_the_last_state_and_not_all_before_it(tickets):
    with terminal(tickets.folder) as screen:
        screen.until("0001-export-hangs")
        screen.read(0.2)
        screen.answer()
        before = -1
        while len(screen.output) > before:  # until nothing is sent any more
            before = len(screen.output)
            for _ in range(20):
                screen.type(b"\x1b[F\x1b[H")  # the end of the list and its start
                screen.read(0.03)
            assert len(screen.output) < 100_000
        screen.type(b"\x1b[H\x1b[B\x1b[B")
        screen.read(0.5)
        assert "▌ 0003-" not in screen.words
        screen.answer()
        screen.until("▌ 0003-")


@pytest.mark.parametrize(
    ("sample", "term"), [("reservations_ja", "xterm-256color"), ("loan_agreements", "screen-256color")]
)
def test_what_keys_have_made_of_the_screen_is_what_painting_it_anew_makes_of_it(tmp_path, sample, term):
    shutil.copytree(SAMPLES / sample, tmp_path / sample)
    down, page_down, page_up, right = b"\x1b[B", b"\x1b[6~", b"\x1b[5~", b"\x1b[C"
    with terminal(tmp_path / sample, TERM=term) as screen:
        screen.until("Tags")
        for keys in ([down, b"\r"], [page_down, b"\t"], [page_up, right, b"1", down, b"2"], [b"u", b"s", b"]"]):
            for key in keys:
                screen.press(key)
                screen.read(0.2)
            screen.read(1.0)  # a busy machine draws the last key late
            by_keys = screen.characters
            screen.output = b""
            screen.process.send_signal(signal.SIGWINCH)
            screen.until_written(b"Quit")
            screen.read(1.0)
            assert screen.characters == by_keys


def test_what_the_terminal_answers_late_does_not_end_up_in_the_shell(tickets):
    shell = "import sys; from tui.cli.main import run; run(sys.argv[1:]); print(repr(input('shell: ')))"
    with terminal("-c", shell, tickets.folder, module=()) as screen:
        screen.until("0001-export-hangs")
        screen.read(0.2)
        screen.answer()
        screen.press(b"\x1b[B")
        screen.read(0.2)
        screen.type(b"q")
        screen.until_written(b"\x1b[?1049l")
        screen.answer()
        screen.until_written(b"shell: ")
        screen.type(b"\n")
        screen.process.wait(PATIENCE)
        screen.read(0.2)
        assert b"''" in screen.output


def test_hostile_text_and_names_never_reach_the_terminal_raw(folder):
    (folder / "evil\x1b[2J.txt").write_bytes(
        b"one \x1b]0;owned\x07 two \x1b[31m [@click=app.quit]x[/] \x00 \xe2\x80\xae"
    )
    from core.services.project import projects

    project = projects.create_project(folder, ["Person"])
    with terminal(project.folder) as screen:
        screen.until("evil")
        screen.press(b"\x1b[B\x1b[B", "evil")
        screen.press(b"\r", "owned")
        assert b"\x1b]0;owned" not in screen.output
        assert b"\x1b[2J.txt" not in screen.output
        assert b"\xe2\x80\xae" not in screen.output
        assert "[@click=app.quit]" in screen.words


def test_an_app_that_cannot_end_is_ended_by_force_and_leaves_the_terminal_in_order(tickets):
    never = (
        "import asyncio, sys\n"
        "from tui.app import AutotagApp\n"
        "from tui.cli.main import main\n"
        "async def never(self): await asyncio.sleep(1e6)\n"
        "AutotagApp._shutdown = AutotagApp._close_all = never\n"
        "main(sys.argv[1:])\n"
    )
    with terminal("-c", never, tickets.folder, module=()) as screen:
        screen.until("0001-export-hangs")
        screen.press(b"q")
        deadline = time.monotonic() + PATIENCE
        while screen.process.poll() is None and time.monotonic() < deadline:
            screen.read(0.05)
        screen.read(0.05)
        assert screen.process.returncode == 0
        assert b"\x1b[?1049l" in screen.output  # the other screen is left


async def test_in_ascii_no_screen_draws_anything_else(tickets):
    async with driven(tickets, appearance=Appearance(Colours.NONE, ascii=True)) as app:
        await app.press("f8")
        await app.until(lambda: app.screen._job is not None and not app.screen._job.state.is_active)
        for keys in (
            ["enter"], ["a", "h"], ["escape", "?"], ["f2", "b"], ["f2", "c"], ["f2", "F"], ["escape", "i"], ["f3"],
            ["f4"], ["f5"], ["enter"], ["c"], ["x"], ["f6"], ["t"], ["enter"], ["enter"], ["+", "enter"],
            ["f7"], ["f9"],
        ):  # fmt: skip
            await app.press(*keys)
            for strip in app.screen._compositor.render_strips():
                # Letters and control characters come from the texts.
                drawn = "".join(char for char in strip.text if not char.isalpha() and char != "\u240a")
                assert drawn.isascii(), (keys, strip.text)
