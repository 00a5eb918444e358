"""The private names of Textual that are used, tried against the installed version.

Where Textual changes one of them, these tests fail before a user sees anything.
"""

from __future__ import annotations

import gc
import inspect
import re
import weakref
from pathlib import Path

import pytest
import textual
from rich.color import ColorSystem
from rich.console import Console
from textual import events
from textual.app import App, ComposeResult
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Offset
from textual.widgets import Static

import tui
from tui.terminal.textual_private import ChopsUpdate, HookedApp, InputTables, LayoutUpdate, PlatformDriver, color_system


class Recording(HookedApp):
    """Records what Textual paints, and errors."""

    def __init__(self) -> None:
        super().__init__()
        self.painted: list[object] = []
        self.errors: list[BaseException] = []

    def compose(self) -> ComposeResult:
        yield Static("before")

    def paint(self, screen, update):
        self.painted.append(update)
        super().paint(screen, update)

    def report_error(self, error):
        self.errors.append(error)
        self.panic("ended")


async def test_an_app_sees_all_that_textual_paints():
    app = Recording()
    async with app.run_test() as pilot:
        app.query_one(Static).update("after")
        await pilot.pause()
        assert app.terminal is None
    kinds = {type(update) for update in app.painted}
    assert kinds == {LayoutUpdate, ChopsUpdate}
    assert any("after" in strip.text for chops in app.painted if isinstance(chops, ChopsUpdate)
               for row in chops.chops for strip in row.values() if strip)  # fmt: skip


async def test_closed_widgets_are_not_kept():
    app = Recording()
    caches = []
    async with app.run_test() as pilot:
        for _ in range(8):
            widget = Static("gone")
            caches.append(weakref.ref(widget._styles_cache))
            await app.mount(widget)
            await pilot.pause()
            await widget.remove()
            app.painted.clear()
        del widget
        gc.collect()
        assert len([cache for cache in caches if cache()]) < 3  # a layout remembers the latest ones


async def test_an_app_reports_its_own_errors():
    app = Recording()

    def fail() -> None:
        raise ZeroDivisionError

    app.call_later(fail)
    with pytest.raises(ZeroDivisionError):
        async with app.run_test():
            pass
    assert [type(error) for error in app.errors] == [ZeroDivisionError]


def test_the_driver_reads_input_in_a_method_that_can_be_replaced():
    assert issubclass(PlatformDriver, LinuxDriver)
    assert "run_input_thread" in vars(LinuxDriver)
    source = inspect.getsource(LinuxDriver)
    assert all(name in source for name in ("self.run_input_thread()", "self.exit_event", "self.fileno"))
    assert "self.driver_class = driver_class or self.get_driver_class()" in inspect.getsource(App.__init__)


def test_textuals_tables_know_keys_and_mouse_reports():
    tables = InputTables()
    assert [key.key for key in tables.keys("\x1b[15~")] == ["f5"]
    assert [(key.key, key.character) for key in tables.keys("a")] == [("a", "a")]
    assert tables.is_key("\x1bOP")
    assert not any(map(tables.is_key, ("\x1b[1;3A", "\x1b[E", "\x1b[?1;2c")))
    assert tables.is_functional_key("15~")
    assert not tables.is_functional_key("97~")
    moved = tables.mouse("\x1b[<35;10;5M")
    assert isinstance(moved, events.MouseMove)
    assert Offset(int(moved.x), int(moved.y)) == Offset(9, 4)


def test_the_colours_of_a_console_are_known():
    assert color_system(Console(force_terminal=True, color_system="256")) is ColorSystem.EIGHT_BIT


def test_no_other_module_imports_private_names():
    folder = Path(tui.__file__).parent
    importing = {
        path.name
        for path in folder.rglob("*.py")
        if re.search(
            r"^\s*(from|import) textual(\.\w+)*\._|^from textual import .*\b_\w", path.read_text("utf-8"), re.MULTILINE
        )
    }
    assert importing == {"textual_private.py"}
    assert Path(textual.__file__).exists()
