"""File formats: one module each, one interface to read and to write."""

from core.formats.azure import Azure
from core.formats.brat import Brat
from core.formats.conll import BIOES, CONLL, IOB2
from core.formats.csv_spans import CsvSpans
from core.formats.docbin import DocBinFiles
from core.formats.doccano import Doccano
from core.formats.interface import About, Carries, ExchangedFile, FolderFormat, Format, Loss, Read
from core.formats.jsonl import Jsonl
from core.formats.label_studio import LabelStudio
from core.formats.prodigy import Prodigy

_STREAMS: tuple[Format, ...] = (
    Azure(),
    LabelStudio(),
    Doccano(),
    Prodigy(),
    Jsonl(),
    CONLL,
    IOB2,
    BIOES,
    CsvSpans(),
)
_FOLDERS: tuple[FolderFormat, ...] = (DocBinFiles(), Brat())

FORMATS: dict[str, Format] = {format_.name: format_ for format_ in _STREAMS}
"""The formats of one file by name, in the order in which they are tried on unknown content."""

FOLDER_FORMATS: dict[str, FolderFormat] = {format_.name: format_ for format_ in _FOLDERS}
"""The formats of several files by name; their order matters likewise."""

WRITTEN_ONLY = frozenset({CsvSpans.name})
"""Names of formats that cannot be read."""

__all__ = [
    "FOLDER_FORMATS",
    "FORMATS",
    "WRITTEN_ONLY",
    "About",
    "Carries",
    "ExchangedFile",
    "FolderFormat",
    "Format",
    "Loss",
    "Read",
]
