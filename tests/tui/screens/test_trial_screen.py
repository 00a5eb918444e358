"""A model tried on a text: the spans are drawn as the reviewer sees them, and can be taken along as JSON."""

import base64
import json
import re

import pytest
from textual.events import Paste

from harness.pty_terminal import terminal
from tests.tui.conftest import driven
from tui.cli.main import run
from tui.screens.training.trial import TrialScreen


@pytest.fixture
def trained(tickets):
    assert run(["train", str(tickets.folder), "--name", "m", "--recipe", "matches", "--yes"]) == 0
    return tickets


async def opened(app):
    await app.press("f5", "enter", "r")
    assert isinstance(app.screen, TrialScreen)


async def tried(app, text):
    app.app.post_message(Paste(text))
    await app.until(lambda: app.screen._tried and app.screen._tried.text == text.replace("\r", "\n"))
    await app.settle()


def shown(app):
    height = app.screen._text.size.height
    return "\n".join(app.screen._text.render_line(y).text for y in range(height))


async def test_a_pasted_text_is_shown_with_spans_and_scores_and_written_as_apply_writes_it(trained, tmp_path, capfd):
    text = trained.folder.joinpath("0001-export-hangs.txt").read_text("utf-8")
    async with driven(trained) as app:
        await opened(app)
        await tried(app, text.replace("\n", "\r"))
        assert re.search(r"\w+ \d+%", shown(app))
        await app.press("w")
        await app.answer(str(tmp_path / "row.jsonl"))
        assert "Written" in app.message
        await app.press("w")
        await app.answer(str(tmp_path / "row.jsonl"))
        assert "File exists" in app.message
    row = json.loads((tmp_path / "row.jsonl").read_text("utf-8"))
    capfd.readouterr()
    (tmp_path / "x.txt").write_bytes(text.encode())
    assert run(["apply", f"{trained.folder}:m", str(tmp_path / "x.txt"), "--with-text", "--processes", "1"]) == 0
    assert {**json.loads(capfd.readouterr().out), "id": "tried"} == row
    assert row["spans"]


async def test_a_typed_text_with_control_characters_and_a_text_without_spans(trained):
    async with driven(trained) as app:
        await opened(app)
        await app.press("t")
        await app.answer("Nothing")
        await app.until(lambda: "0 suggestions found" in app.message)
        await tried(app, "日本語 \x1b[31m [/red]")
        assert "\x1b" not in shown(app)
        app.app.post_message(Paste(" \r "))
        await app.until(lambda: "blank text" in app.message)


async def test_a_model_that_is_damaged_is_a_sentence_and_its_process_can_be_killed(trained):
    async with driven(trained) as app:
        await opened(app)
        await tried(app, "first")
        app.screen._trial._process.kill()
        app.app.post_message(Paste("second"))
        await app.until(lambda: "has ended without an answer" in app.message)
        await tried(app, "third")
        app.screen._trial._process.kill()
        app.screen._trial._process.wait()
        next((trained.folder / "autotag" / "models").glob("*/pipeline/config.cfg")).write_text("damaged", "utf-8")
        app.app.post_message(Paste("fourth"))
        await app.until(lambda: "has ended without an answer" in app.message)
        app.app.post_message(Paste("fifth"))
        await app.until(lambda: "train it again" in app.message)


def test_the_json_goes_to_the_terminals_clipboard(trained):
    with terminal(trained.folder) as screen:
        screen.until("0001-export-hangs")
        screen.press(b"\x1b[15~", "Models")  # F5
        screen.press(b"\r", "Overview")
        screen.press(b"r", "Paste a text")
        screen.press(b"\x1b[200~one\rtwo\x1b[201~", "found")
        screen.press(b"c", "clipboard")
        [copied] = re.findall(rb"\x1b\]52;c;([A-Za-z0-9+/=]+)\x07", screen.output)
        assert json.loads(base64.b64decode(copied))["text"] == "one\ntwo"


async def test_json_that_terminals_would_cut_is_not_copied(trained):
    async with driven(trained) as app:
        await opened(app)
        await tried(app, "word " * 20_000)
        await app.press("c")
        assert "more than terminals copy" in app.message
