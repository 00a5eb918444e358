"""Labels files of Azure's custom named entity recognition (projectFileVersion 2022-05-01), and those of its previews.

The texts lie beside the labels file. Offsets are UTF-16 code units from the start of the text, line ends as they are.
A label belongs to a region of its text, but is not counted from there. A text with a region has been tagged, even if
there is no label in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from core.domain.models.splits import Dataset
from core.domain.project.jobs import FileFailure
from core.domain.text.offsets import Utf16Offsets
from core.errors import RequestError
from core.formats.interface import UNSAID, About, Carries, ExchangedFile, Loss, Read
from core.formats.lines import begins, has_fields
from core.formats.spans import checked_span
from core.formats.texts import read_text

VERSION = "2022-05-01"
KIND = "CustomEntityRecognition"
UNIT = "Utf16CodeUnit"

REFUSED = "reason why Azure would refuse the project"

FEWEST_TEXTS, MOST_TEXTS = 10, 100_000
LONGEST_TEXT = 128_000
LONGEST_LABEL = 500
MOST_ENTITIES = 200
_PROJECT_NAME = re.compile(r"[A-Za-z0-9_.-]{1,50}")
_DEFAULT_LANGUAGE = "en-us"


class _Label(msgspec.Struct, rename="camel"):
    offset: int
    length: int
    category: str = ""
    extractor_name: str = ""  # as it was called in 2021


class _Region(msgspec.Struct, rename="camel"):
    region_offset: int = 0
    region_length: int | None = None
    labels: list[_Label] = []


class _Text(msgspec.Struct):
    location: str
    language: str = ""
    dataset: str = ""
    entities: list[_Region] = []
    extractors: list[_Region] = []


class _Named(msgspec.Struct):
    category: str = ""
    name: str = ""
    description: str | None = None


class _Assets(msgspec.Struct):
    documents: list[_Text] = []
    entities: list[_Named] = []
    extractors: list[_Named] = []


class _File(msgspec.Struct, rename={"index_type": "stringIndexType"}):
    index_type: str = UNIT
    metadata: dict[str, Any] = {}
    assets: _Assets | None = None
    documents: list[_Text] = []
    extractors: list[_Named] = []


class Azure:
    """Reads and writes labels files."""

    name = "azure"
    carries = frozenset({Carries.CONFIRMED, Carries.DATASET})

    def recognises(self, start: bytes) -> bool:
        """Whether the content is an object with the marks of one of the versions."""
        marks = ("projectFileVersion", "project-file-version", "stringIndexType", "extractors", "assets")
        return begins(start, b"{") and any(has_fields(start, mark) for mark in marks)

    def read(self, stream: BinaryIO, source: str, folder: Path | None = None) -> Iterator[Read]:
        """What is said of the project, and the texts that lie beside the labels file.

        Raises:
            RequestError: the content is no labels file, or its texts are out of reach.
        """
        if folder is None:
            raise RequestError(f"{source} names texts that lie beside it; give the path of the labels file instead.")
        try:
            # The texts lie elsewhere: this is as large as the labels are many.
            file = msgspec.json.decode(stream.read().removeprefix(b"\xef\xbb\xbf"), type=_File)
        except (msgspec.DecodeError, ValueError, RecursionError) as error:
            raise RequestError(f"{source}: {error}.") from error
        if file.index_type != UNIT:
            raise RequestError(f"{source}: $.stringIndexType is {file.index_type!r}; expected {UNIT!r}.")
        assets = file.assets or _Assets(file.documents, extractors=file.extractors)
        named = (*assets.entities, *assets.extractors)
        declared = {each.category or each.name: each.description or "" for each in named}
        metadata = {key: value for key, value in file.metadata.items() if key not in ("api-version", "modelType")}
        yield About(
            entities=tuple(filter(None, declared)),
            foreign=metadata,
            descriptions={name: text for name, text in declared.items() if text.strip()},
        )
        for number, text in enumerate(assets.documents):
            try:
                yield _read_text(folder, text)
            except ValueError as error:
                yield FileFailure(text.location, f"{source}, documents[{number}]: {error}.")

    def write(self, files: Iterable[ExchangedFile], stream: BinaryIO, about: About = UNSAID) -> list[Loss]:
        """Writes the labels file; the texts go beside it.

        Returns:
            What Azure would refuse.
        """
        metadata = _metadata(about)
        head = {"projectFileVersion": VERSION, "stringIndexType": UNIT, "metadata": metadata}
        categories = [_category(name, about.descriptions.get(name, "")) for name in about.entities]
        stream.write(msgspec.json.encode(head)[:-1] + b',"assets":{"projectKind":"' + KIND.encode() + b'","entities":')
        stream.write(msgspec.json.encode(categories) + b',"documents":[')
        refused = _refused_project(metadata, about)
        count = 0
        for file in files:
            stream.write((b",\n" if count else b"\n") + msgspec.json.encode(_document(file, metadata["language"])))
            refused += _refused_text(file)
            count += 1
        stream.write(b"\n]}}\n")
        if not FEWEST_TEXTS <= count <= MOST_TEXTS:
            refused.append(f"it has {count} texts; {FEWEST_TEXTS} to {MOST_TEXTS:,} are allowed")
        return [Loss(REFUSED, reason) for reason in refused]


def _category(name: str, description: str) -> dict[str, str]:
    """An entity of the file; its optional description is of the later previews."""
    return {"category": name, "description": description} if description else {"category": name}


def _read_text(folder: Path, entry: _Text) -> ExchangedFile:
    text = read_text(folder, entry.location)
    units = Utf16Offsets(text)
    length = units.to_utf16(len(text))
    regions = (*entry.entities, *entry.extractors)
    spans = []
    losses = []
    for region in regions:
        if region.region_offset > 0 or (region.region_length is not None and region.region_length < length):
            losses.append(Loss("region that is a part of its text", f"{entry.location}, {region.region_offset}"))
        for label in region.labels:
            start = units.from_utf16(label.offset)
            end = units.from_utf16(label.offset + label.length)
            spans.append(checked_span(text, start, end, label.category or label.extractor_name))
    if entry.dataset.casefold() not in ("", "train", "test"):
        raise ValueError(f"the dataset is {entry.dataset!r}; expected 'Train' or 'Test'")
    return ExchangedFile(
        entry.location,
        text,
        tuple(sorted(spans, key=lambda span: span.borders)),
        tagged=bool(regions),
        dataset=Dataset.TESTING if entry.dataset.casefold() == "test" else Dataset.TRAINING,
        language=entry.language,
        losses=tuple(losses),
    )


def _metadata(about: About) -> dict[str, Any]:
    """What an import has brought, completed with what is required."""
    own = {
        "projectName": re.sub(r"[^A-Za-z0-9_.-]+", "-", about.name)[:50],
        "storageInputContainerName": re.sub(r"[^a-z0-9]+", "-", about.name.lower()).strip("-")[:63] or "texts",
        "language": _DEFAULT_LANGUAGE if about.language == "xx" else about.language,
        "multilingual": False,
        "description": "",
        "settings": {},
    }
    return {**own, **about.foreign, "projectKind": KIND}


def _document(file: ExchangedFile, language: str) -> dict[str, Any]:
    units = Utf16Offsets(file.text)
    labels = [
        {
            "category": span.entity,
            "offset": units.to_utf16(span.start),
            "length": units.to_utf16(span.end) - units.to_utf16(span.start),
        }
        for span in file.spans
    ]
    region = {"regionOffset": 0, "regionLength": units.to_utf16(len(file.text)), "labels": labels}
    return {
        "location": file.name,
        "language": file.language or language,
        "dataset": "Test" if file.dataset is Dataset.TESTING else "Train",
        "entities": [region] if file.tagged else [],
    }


def _refused_project(metadata: dict[str, Any], about: About) -> list[str]:
    reasons = []
    if not _PROJECT_NAME.fullmatch(str(metadata.get("projectName", ""))):
        reasons.append(f"its name {metadata.get('projectName')!r} is not 1 to 50 ASCII letters, digits, '_', '.', '-'")
    if not 1 <= len(about.entities) <= MOST_ENTITIES:
        reasons.append(f"it has {len(about.entities)} entities; 1 to {MOST_ENTITIES} are allowed")
    return reasons


def _refused_text(file: ExchangedFile) -> list[str]:
    reasons = []
    if "/" in file.name:
        reasons.append(f"{file.name} lies in a folder; texts lie at the root of the container")
    if not file.name.endswith(".txt"):
        reasons.append(f"{file.name} does not end in '.txt'")
    if len(file.text) > LONGEST_TEXT:
        reasons.append(f"{file.name} has {len(file.text):,} characters; {LONGEST_TEXT:,} are allowed")
    long = [span for span in file.spans if span.end - span.start > LONGEST_LABEL]
    return reasons + [
        f"{file.name} has a tag of {span.end - span.start} characters at {span.start}; {LONGEST_LABEL} are allowed"
        for span in long
    ]
