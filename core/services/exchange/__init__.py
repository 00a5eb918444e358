"""Import from and export to the formats of other programs."""

from core.domain.text.overlaps import Overlaps
from core.services.exchange.exporting import ExportReport, Selection, export_file
from core.services.exchange.importing import ImportReport, import_file
from core.services.exchange.sources import format_names

__all__ = ["ExportReport", "ImportReport", "Overlaps", "Selection", "export_file", "format_names", "import_file"]
