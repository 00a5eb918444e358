"""The screen of one file, in parts: what is open, deciding on suggestions, tagging by hand, saving and going on."""

from tui.screens.file.screen import FileScreen

__all__ = ["FileScreen"]
