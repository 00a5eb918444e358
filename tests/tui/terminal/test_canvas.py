"""What is sent to the terminal: only what differs, and never too little."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import time
from itertools import cycle

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

from core.settings import Preferences
from tests.tui.conftest import PATIENCE
from tui.terminal.appearance import Appearance
from tui.terminal.canvas import Canvas
from tui.terminal.textual_private import LayoutUpdate

WIDTH, HEIGHT = 24, 8
CONSOLE = Console(force_terminal=True, color_system="256")
STYLES = [
    Style(color="red", bgcolor="black"),
    Style(color="blue", bgcolor="black", bold=True),
    Style(color="blue", bgcolor="green", bold=True, dim=True),
    Style(reverse=True, dim=True),
    Style(underline=True),
    Style.null(),
]

styles = st.sampled_from(STYLES)
runs = st.tuples(st.sampled_from(["a", "b", " ", "─", "          ", "東", "京都", "東b"]), styles)
lines = st.lists(runs, min_size=1, max_size=8)
frames = st.lists(lines, min_size=HEIGHT, max_size=HEIGHT)
both = pytest.mark.parametrize("erases_in_colour", [False, True])


def strip(line) -> Strip:
    return Strip([Segment(text, style) for text, style in line]).adjust_cell_length(WIDTH, STYLES[0])


def update(*strips: Strip, x: int = 0, y: int = 0) -> LayoutUpdate:
    return LayoutUpdate([[strip] for strip in strips], Region(x, y, WIDTH, len(strips)))


def sent(canvas: Canvas, *updates: LayoutUpdate) -> str:
    for each in updates:
        canvas.take(each)
    return canvas.changes(ColorSystem.EIGHT_BIT)


class ErasingScreen(pyte.Screen):
    """Fills new lines with the background that is set, as xterm does."""

    def delete_lines(self, count=None):
        assert self.margins is not None
        super().delete_lines(count)
        self._fill(self.margins.bottom + 1 - count, self.margins.bottom + 1)

    def insert_lines(self, count=None):
        super().insert_lines(count)
        self._fill(self.cursor.y, self.cursor.y + count)

    def _fill(self, first, last):
        for y in range(first, last):
            for x in range(self.columns):
                self.buffer[y][x] = self.cursor.attrs._replace(data=" ")


class Receiver:
    """A terminal that takes what is sent."""

    def __init__(self, *, erases_in_colour=False):
        self.screen = (ErasingScreen if erases_in_colour else pyte.Screen)(WIDTH, HEIGHT)
        self._stream = pyte.Stream(self.screen)

    def take(self, data: str) -> None:
        self._stream.feed(data)

    @property
    def cells(self):
        """What is to be seen: of a blank its background, and what is drawn without a character."""
        cells = [[self.screen.buffer[y][x] for x in range(WIDTH)] for y in range(HEIGHT)]
        return [[self._seen(cell) for cell in line] for line in cells]

    @staticmethod
    def _seen(cell):
        is_bare = cell.data == " " and not (cell.reverse or cell.underscore or cell.strikethrough)
        return (" ", cell.bg) if is_bare else cell


@both
@given(shown=st.lists(frames, min_size=1, max_size=4))
def test_differences_lead_to_the_same_screen_as_whole_frames(erases_in_colour, shown):
    by_differences, whole = Receiver(erases_in_colour=erases_in_colour), Receiver()
    canvas = Canvas(erases_in_colour=erases_in_colour)
    for frame in shown:
        strips = [strip(line) for line in frame]
        by_differences.take(sent(canvas, update(*strips)))
        for y, each in enumerate(strips):
            whole.take(f"\x1b[{y + 1};1H" + each.render(CONSOLE))
        assert by_differences.cells == whole.cells


TEXTS = [Strip([Segment(f"{number} of a text", style)]) for number, style in enumerate(STYLES * 3)]
LEGEND = [Strip([Segment(f"│ {y % 3}", STYLES[0])]) for y in range(HEIGHT)]
BESIDE = WIDTH - 3
views = st.lists(st.sampled_from(range(len(TEXTS))), min_size=HEIGHT, max_size=HEIGHT).map(sorted)


def scrolled(views: list[list[int]], *, erases_in_colour: bool) -> tuple[list[str], list[str]]:
    """What is sent for lines of one text, of which others are in view each time, beside a legend that stays.

    Returns:
        By differences, with only lines taken in that differ; and as whole frames.
    """
    canvas = Canvas(erases_in_colour=erases_in_colour)
    differences, whole = list[str](), list[str]()
    before: list[int] | list[None] = [None] * HEIGHT
    for view in views:
        strips = [TEXTS[number].adjust_cell_length(BESIDE, STYLES[0]) for number in view]
        parts = [update(strips[y], y=y) for y in range(HEIGHT) if view[y] != before[y]]
        beside = [] if any(before) else [update(*LEGEND, x=BESIDE)]
        differences.append(sent(canvas, *parts, *beside))
        rendered = [text.render(CONSOLE) + side.render(CONSOLE) for text, side in zip(strips, LEGEND, strict=True)]
        whole.append("".join(f"\x1b[{y};1H{line}" for y, line in enumerate(rendered, start=1)))
        before = view
    return differences, whole


@both
@given(shown=st.lists(views, min_size=2, max_size=4))
def test_lines_that_move_lead_to_the_same_screen_as_whole_frames(erases_in_colour, shown):
    by_differences, by_frames = Receiver(erases_in_colour=erases_in_colour), Receiver()
    for differences, whole in zip(*scrolled(shown, erases_in_colour=erases_in_colour), strict=True):
        by_differences.take(differences)
        by_frames.take(whole)
        assert by_differences.cells == by_frames.cells


def test_a_legend_that_is_painted_again_as_it_was_is_not_taken_for_moved():
    canvas = Canvas(erases_in_colour=True)
    for first, counts in ((0, "1"), (3, "2")):
        text = [TEXTS[number].adjust_cell_length(BESIDE, STYLES[0]) for number in range(first, first + HEIGHT)]
        entries = [f"│a{counts}", "│b1", "│c1", *["│  "] * (HEIGHT - 3)]
        legend = [Strip([Segment(entry, STYLES[0])]) for entry in entries]
        shown = sent(canvas, update(*text), update(*legend, x=BESIDE))
    assert len(re.findall(r"\x1b\[\d+[LM]", shown)) == 1


@pytest.mark.skipif(not shutil.which("tmux"), reason="needs tmux")
@both
def test_tmux_moves_lines_as_expected(tmp_path, erases_in_colour):
    """Down, far down, up, and with lines left out in two places."""
    shown = [range(8), range(2, 10), range(6, 14), range(3, 11), [3, 4, 6, 7, 9, 10, 11, 12]]
    sent_by = scrolled([list(view) for view in shown], erases_in_colour=erases_in_colour)
    by_differences = in_tmux("".join(sent_by[0]), tmp_path / "differences")
    by_frames = in_tmux("".join(sent_by[1]), tmp_path / "frames")
    assert "12 of a text" in "".join(by_differences.screen.display)
    assert by_differences.cells == by_frames.cells
    assert Appearance.detect({"TERM": "tmux-256color"}, Preferences()).erases_in_colour


def in_tmux(data: str, folder) -> Receiver:
    """What a pane of tmux shows of it."""
    folder.mkdir()
    (folder / "configuration").write_text("set -g status off\n")
    (folder / "data").write_text(f"\x1b[?25l{data}\x1b]2;all is shown\x07", encoding="utf-8")
    start = ["tmux", "-S", str(folder / "socket"), "-f", str(folder / "configuration")]

    def tmux(*command: str) -> str:
        environment = {**os.environ, "LANG": "C.UTF-8", "TERM": "xterm-256color"}
        return subprocess.run([*start, *command], check=True, capture_output=True, text=True, env=environment).stdout

    show = f"cat {shlex.quote(str(folder / 'data'))}; exec sleep 60"
    tmux("new-session", "-d", "-x", str(WIDTH), "-y", str(HEIGHT), show)
    try:
        deadline = time.monotonic() + PATIENCE
        while "all is shown" not in tmux("display-message", "-p", "#{pane_title}") and time.monotonic() < deadline:
            time.sleep(0.01)
        shown = Receiver()
        shown.take(tmux("capture-pane", "-p", "-e").rstrip("\n").replace("\n", "\r\n"))
        return shown
    finally:
        tmux("kill-server")


@given(shown=st.lists(views, min_size=2, max_size=4), rooms=st.lists(st.integers(0, 60), min_size=1))
def test_however_little_is_sent_at_a_time_the_screen_becomes_what_is_wanted(shown, rooms):
    canvas, receiver, room = Canvas(), Receiver(), cycle(rooms)
    for view in shown:
        strips = [TEXTS[number].adjust_cell_length(WIDTH, STYLES[0]) for number in view]
        canvas.take(update(*strips))
        receiver.take(canvas.changes(ColorSystem.EIGHT_BIT, next(room)))
    while canvas.is_stale:
        receiver.take(canvas.changes(ColorSystem.EIGHT_BIT, max(1, next(room)), around=3))
    whole = Receiver()
    whole.take("".join(f"\x1b[{y};1H{text.render(CONSOLE)}" for y, text in enumerate(strips, start=1)))
    assert receiver.cells == whole.cells


def test_lines_near_to_the_one_that_matters_and_to_the_edges_come_first():
    canvas = Canvas()
    canvas.take(update(*(strip([(f"line {y}", STYLES[0])]) for y in range(HEIGHT))))
    first = canvas.changes(ColorSystem.EIGHT_BIT, room=100, around=3)
    assert {"line 3", "line 0", f"line {HEIGHT - 1}"} <= set(re.findall(r"line \d", first))
    assert "line 5" not in first


@given(frames)
def test_a_frame_that_is_shown_already_is_not_sent_again(frame):
    canvas = Canvas()
    strips = [strip(line) for line in frame]
    assert sent(canvas, update(*strips))
    assert sent(canvas, update(*strips)) == ""


def test_what_was_forgotten_is_sent_again():
    frame = update(*[strip([("a" * WIDTH, STYLES[0])])] * HEIGHT)
    canvas = Canvas()
    first = sent(canvas, frame)
    canvas.forget()
    assert sent(canvas, frame) == first


def test_of_frames_that_were_not_sent_only_the_last_is():
    canvas = Canvas()
    frames = [update(strip([(letter * WIDTH, STYLES[0])])) for letter in "abc"]
    assert not {"a", "b"} & set(sent(canvas, *frames))


def test_what_follows_a_character_of_two_cells_is_sent_with_it_and_placed_anew():
    canvas, wide = Canvas(), [Strip([Segment("東a", STYLES[0])]), Strip([Segment("right", STYLES[1])])]
    whole = LayoutUpdate([wide], Region(0, 0, WIDTH, 1))
    first = sent(canvas, whole)
    assert "東a" in first
    assert "\x1b[1;4H" in first
    assert sent(canvas, whole) == ""
    changed = LayoutUpdate([[Strip([Segment("京a", STYLES[0])]), wide[1]]], Region(0, 0, WIDTH, 1))
    assert "right" in sent(canvas, changed)


def test_a_changed_cell_costs_no_more_than_its_place_its_style_and_itself():
    before = strip([("a" * WIDTH, STYLES[0])])
    after = strip([("a" * 5, STYLES[0]), ("b", STYLES[0]), ("a" * WIDTH, STYLES[0])])
    canvas = Canvas()
    sent(canvas, update(before, before, before))
    assert sent(canvas, update(before, after, before)) == "\x1b[2;6H\x1b[31;40mb\x1b[m"


@both
def test_a_text_that_scrolls_is_moved_by_the_terminal(erases_in_colour):
    texts = [strip([(f"line {number} ".ljust(WIDTH), STYLES[0])]) for number in range(HEIGHT + 2)]
    canvas = Canvas(erases_in_colour=erases_in_colour)
    first = sent(canvas, update(*texts[:-2]))
    down = sent(canvas, update(*texts[2:]))
    up = sent(canvas, update(*texts[:-2]))
    assert "line 7" not in down
    assert "line 0" in up
    assert "line 2" not in up
    assert max(len(down), len(up)) < len(first) / 2
