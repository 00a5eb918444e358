"""The screen of one file: review its suggestions and tag it by hand."""

from tui.file.screen import FileScreen

__all__ = ["FileScreen"]
