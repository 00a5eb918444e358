"""What the terminal shows, cell by cell, so that only cells that differ are sent again.

Textual sends whole lines of a widget when a word of them changed, the whole screen for each new layout, and all of a
style wherever one begins. On a line of 9,600 bits a second that is the difference between two answers a second and one
in ten seconds; figures are in `docs/performance.md`.
"""

from tui.canvas.canvas import Canvas, Changes
from tui.canvas.line import LOST, Line

__all__ = ["LOST", "Canvas", "Changes", "Line"]
