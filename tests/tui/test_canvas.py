"""What is sent to the terminal: only what differs, and never too little."""

from __future__ import annotations

import pyte
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from tui.canvas import Canvas, Difference

WIDTH, HEIGHT = 12, 3
CONSOLE = Console(force_terminal=True, color_system="256")
STYLES = [
    Style(color="red", bgcolor="black"),
    Style(color="blue", bgcolor="black", bold=True),
    Style(reverse=True, dim=True),
    Style.null(),
]

styles = st.sampled_from(STYLES)
lines = st.lists(st.tuples(st.sampled_from("ab ─✓"), styles), min_size=WIDTH, max_size=WIDTH)
frames = st.lists(lines, min_size=HEIGHT, max_size=HEIGHT)


def update(frame) -> LayoutUpdate:
    strips = [[Strip([Segment(char, style) for char, style in line])] for line in frame]
    return LayoutUpdate(strips, Region(0, 0, WIDTH, HEIGHT))


class Receiver:
    """A terminal that takes what is sent."""

    def __init__(self):
        self.screen = pyte.Screen(WIDTH, HEIGHT)
        self._stream = pyte.Stream(self.screen)

    def take(self, sent: str) -> None:
        self._stream.feed(sent)

    @property
    def cells(self):
        return [[self.screen.buffer[y][x] for x in range(WIDTH)] for y in range(HEIGHT)]


@given(st.lists(frames, min_size=1, max_size=4))
def test_differences_lead_to_the_same_screen_as_whole_frames(shown):
    by_differences, whole, canvas = Receiver(), Receiver(), Canvas()
    for frame in shown:
        by_differences.take(Difference(update(frame), canvas).render_segments(CONSOLE))
        for y, line in enumerate(frame):
            whole.take(f"\x1b[{y + 1};1H" + Strip([Segment(c, s) for c, s in line]).render(CONSOLE))
        assert by_differences.cells == whole.cells


@given(frames)
def test_a_frame_that_is_shown_already_is_not_sent_again(frame):
    canvas = Canvas()
    assert Difference(update(frame), canvas).render_segments(CONSOLE)
    assert Difference(update(frame), canvas).render_segments(CONSOLE) == ""


def test_what_was_forgotten_is_sent_again():
    frame = [[("a", STYLES[0])] * WIDTH] * HEIGHT
    canvas = Canvas()
    first = Difference(update(frame), canvas).render_segments(CONSOLE)
    canvas.forget()
    assert Difference(update(frame), canvas).render_segments(CONSOLE) == first


def test_a_character_of_two_cells_is_always_sent_with_what_stands_to_its_right():
    strips = [[Strip([Segment("東a", STYLES[0])]), Strip([Segment("right", STYLES[1])])]]
    canvas = Canvas()
    whole = LayoutUpdate(strips, Region(0, 0, WIDTH, 1))
    for _ in range(2):
        sent = Difference(whole, canvas).render_segments(CONSOLE)
        assert "東a" in sent
        assert "right" in sent


def test_a_changed_cell_costs_no_more_than_its_place_its_style_and_itself():
    before = [[("a", STYLES[0])] * WIDTH] * HEIGHT
    after = [
        [("a", STYLES[0])] * WIDTH,
        [("a", STYLES[0])] * 5 + [("b", STYLES[0])] + [("a", STYLES[0])] * 6,
        before[2],
    ]
    canvas = Canvas()
    Difference(update(before), canvas).render_segments(CONSOLE)
    assert Difference(update(after), canvas).render_segments(CONSOLE) == "\x1b[2;6H\x1b[31;40mb\x1b[39;49m"
