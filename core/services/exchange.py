"""Importing into and exporting from a project: all that a screen or a command needs of it."""

from core.domain.overlaps import Overlaps
from core.services.exporting import ExportReport, Selection, export_file
from core.services.importing import ImportReport, import_file
from core.services.sources import format_names

__all__ = ["ExportReport", "ImportReport", "Overlaps", "Selection", "export_file", "format_names", "import_file"]
