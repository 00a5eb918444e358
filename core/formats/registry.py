"""All formats by name. A format's module is imported when it is first asked for, so that naming them loads none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Generic, TypeVar

from core.formats.interface import FolderFormat, Format, WrittenFormat

F = TypeVar("F")


class Lazy(Mapping[str, F], Generic[F]):
    """Formats by name, in the order in which they are tried on unknown content.

    Args:
        places: by name, the module below `core.formats` and what it calls the format, as "module:Name".
    """

    def __init__(self, places: Mapping[str, str]) -> None:
        self._places = places
        self._loaded: dict[str, F] = {}

    def __getitem__(self, name: str) -> F:
        if name not in self._loaded:
            module, _, attribute = self._places[name].partition(":")
            found = getattr(import_module(f"core.formats.{module}"), attribute)
            self._loaded[name] = found() if isinstance(found, type) else found
        return self._loaded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


_WRITTEN = {
    "azure": "standoff.azure:Azure",
    "labelstudio": "records.label_studio:LabelStudio",
    "prodigy": "records.prodigy:Prodigy",
    "gliner": "records.token_lists:Gliner",
    "huggingface": "records.token_lists:HuggingFace",
    "doccano": "records.doccano:Doccano",
    "jsonl": "records.jsonl:Jsonl",
    "csv": "tables.csv_spans:CsvSpans",
    "conll": "columns.conll:CONLL",
    "iob2": "columns.conll:IOB2",
    "bioes": "columns.conll:BIOES",
}
_READ_FIRST = {
    "cas-json": "markup.cas:CasJson",
    "cas-xmi": "markup.cas:CasXmi",
    "bioc": "markup.bioc:BioC",
    "bioc-json": "records.bioc_json:BioCJson",
    "traindata": "records.train_data:TrainData",
    "spacyjson": "records.spacy_json:SpacyJson",
    "dataturks": "records.services:Dataturks",
    "lighttag": "records.services:LightTag",
    "sagemaker": "records.services:SageMaker",
    "vertex": "records.services:Vertex",
    "labelstudio-min": "records.label_studio_min:LabelStudioMin",
    "labelstudio-csv": "records.label_studio_min:LabelStudioCsv",
    "comprehend": "standoff.comprehend:Comprehend",
    "pubtator": "standoff.pubtator:PubTator",
    "rasa": "markup.rasa:RasaNlu",
    "rasa-json": "records.rasa_json:RasaJson",
}
_READ_LAST = {"entities": "records.entities:Entities"}
_ORDER = ["azure", "labelstudio", *_READ_FIRST, *_WRITTEN, *_READ_LAST]

FORMATS: Lazy[Format] = Lazy({name: {**_WRITTEN, **_READ_FIRST, **_READ_LAST}[name] for name in _ORDER})
"""The formats of one file."""

WRITTEN_FORMATS: Lazy[WrittenFormat] = Lazy(_WRITTEN)
"""Those of them that can be written."""

FOLDER_FORMATS: Lazy[FolderFormat] = Lazy(
    {
        "spacy": "binary.docbin:DocBinFiles",
        "parquet": "binary.parquet:Parquet",
        "brat": "standoff.brat:Brat",
        "webanno": "columns.webanno:WebAnno",
    }
)
"""The formats of several files, which can all be written."""
