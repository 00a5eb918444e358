"""File formats: one module each, one interface to read and to write."""

from core.formats.interface import ExchangedFile, Format
from core.formats.jsonl import Jsonl

FORMATS: dict[str, Format] = {format_.name: format_ for format_ in (Jsonl(),)}
"""All formats by name, in the order in which they are tried on unknown content."""

__all__ = ["FORMATS", "ExchangedFile", "Format"]
