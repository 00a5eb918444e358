"""File formats of other programs, in sub-packages by kind, with one interface to read and to write."""

from core.formats.interface import (
    About,
    Carries,
    ExchangedFile,
    FolderFormat,
    Format,
    Loss,
    Origin,
    Read,
    Source,
    WrittenFormat,
)
from core.formats.registry import FOLDER_FORMATS, FORMATS, WRITTEN_FORMATS

__all__ = [
    "FOLDER_FORMATS",
    "FORMATS",
    "WRITTEN_FORMATS",
    "About",
    "Carries",
    "ExchangedFile",
    "FolderFormat",
    "Format",
    "Loss",
    "Origin",
    "Read",
    "Source",
    "WrittenFormat",
]
