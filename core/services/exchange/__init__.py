"""Import from and export to the formats of other programs."""

from core.domain.text.overlaps import Overlaps
from core.services.exchange.documents import holds_only_documents, project_of_documents
from core.services.exchange.exporting import Selection, ending_of, export_file, written_format_names
from core.services.exchange.importing import import_file
from core.services.exchange.reports import ExportReport, ImportOptions, ImportReport
from core.services.exchange.sources import format_names

__all__ = [
    "ExportReport",
    "ImportOptions",
    "ImportReport",
    "Overlaps",
    "Selection",
    "ending_of",
    "export_file",
    "format_names",
    "holds_only_documents",
    "import_file",
    "project_of_documents",
    "written_format_names",
]
