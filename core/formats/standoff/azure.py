"""Labels files of Azure's custom named entity recognition (projectFileVersion 2022-05-01), and those of its previews.

The labels file names its texts. Offsets are UTF-16 code units from the start of the text, line ends as they are. A
label belongs to a region of its text, but is not counted from there. A text with a region has been tagged, even if
there is no label in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from core.domain.models.splits import Dataset
from core.domain.project.jobs import FileFailure
from core.domain.text.offsets import Utf16Offsets
from core.errors import RequestError
from core.formats.interface import UNSAID, About, Carries, ExchangedFile, Loss, Read, Source
from core.formats.placing import checked_span
from core.formats.records.sentences import json_complaint, json_fault
from core.formats.sample import Sample
from core.formats.standoff.texts import find_text

VERSION = "2022-05-01"
KIND = "CustomEntityRecognition"
UNIT = "Utf16CodeUnit"

DETAILS = "autotag:entities"
"""Key under which what Azure knows of entities beyond their names is kept with the project's metadata."""

_KINDS = ("", KIND.casefold(), "customnamedentityrecognition")

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


class _Assets(msgspec.Struct, rename={"kind": "projectKind"}):
    kind: str | None = None
    documents: list[Any] = []
    entities: list[dict[str, Any]] = []
    extractors: list[dict[str, Any]] = []


class _File(msgspec.Struct, rename={"index_type": "stringIndexType"}):
    index_type: str = UNIT
    metadata: dict[str, Any] = {}
    assets: _Assets | None = None
    documents: list[Any] = []
    extractors: list[dict[str, Any]] = []


class Azure:
    """Reads and writes labels files."""

    name = "azure"
    expects = "a JSON object with 'projectFileVersion' and 'assets', or with 'extractors' and 'documents'"
    carries = frozenset({Carries.CONFIRMED, Carries.DATASET})

    def recognises(self, sample: Sample) -> bool:
        """Decide whether the content is an object with the marks of one of the versions."""
        marks = ("projectFileVersion", "project-file-version", "stringIndexType", "extractors", "assets")
        return sample.text.lstrip().startswith("{") and sample.any_object(*marks)

    def read(self, stream: BinaryIO, source: Source) -> Iterator[Read]:
        """Yield what the file says of the project, and the texts that it names.

        Raises:
            RequestError: the content is no labels file, or its texts are out of reach.
        """
        if source.folder is None and not source.texts:
            raise RequestError(
                f"{source.name} names texts that should lie next to it; give the path of the labels file, or --texts."
            )
        # The texts lie elsewhere: the size of this depends on the number of labels.
        raw = stream.read().removeprefix(b"\xef\xbb\xbf")
        try:
            file = msgspec.json.decode(raw, type=_File)
        except (ValueError, RecursionError) as error:
            raise RequestError(f"{source.name}{json_fault(error, raw)}.") from error
        _check_kind(file, source)
        assets = file.assets or _Assets(documents=file.documents, extractors=file.extractors)
        yield _about(file.metadata, [*assets.entities, *assets.extractors])
        folders = _folders(source)
        container = str(file.metadata.get("storageInputContainerName", ""))
        for number, document in enumerate(assets.documents):
            location = document.get("location", "") if isinstance(document, dict) else ""
            try:
                yield _read_text(folders, container, document)
            except (ValueError, RecursionError) as error:
                reason = json_complaint(error).replace("$.", f"documents[{number}].")
                yield FileFailure(str(location), f"{source.name}, documents[{number}]: {reason}.")

    def write(self, files: Iterable[ExchangedFile], stream: BinaryIO, about: About = UNSAID) -> list[Loss]:
        """Write the labels file; the texts go into the same folder.

        Returns:
            Reasons why Azure would refuse the project.
        """
        metadata = _metadata(about)
        head = {"projectFileVersion": VERSION, "stringIndexType": UNIT, "metadata": metadata}
        details = about.foreign.get(DETAILS, {})
        categories = [
            {"category": name, **details.get(name, {}), **_description(about, name)} for name in about.entities
        ]
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


def _check_kind(file: _File, source: Source) -> None:
    for kind in (str(file.metadata.get("projectKind", "")), (file.assets and file.assets.kind) or ""):
        if kind.casefold() not in _KINDS:
            raise RequestError(
                f"{source.name} is a project of the kind {kind!r}; only custom named entity recognition can be "
                "imported."
            )
    if file.index_type != UNIT:
        raise RequestError(f"{source.name}: $.stringIndexType is {file.index_type!r}; expected {UNIT!r}.")


def _about(metadata: dict[str, Any], entities: list[dict[str, Any]]) -> About:
    names = [str(each.get("category") or each.get("name") or "") for each in entities]
    foreign = {key: value for key, value in metadata.items() if key not in ("api-version", "modelType")}
    details = {
        name: {key: value for key, value in each.items() if key not in ("category", "name", "description")}
        for name, each in zip(names, entities, strict=True)
    }
    if any(details.values()):
        foreign[DETAILS] = {name: held for name, held in details.items() if held}
    texts = {name: each.get("description") for name, each in zip(names, entities, strict=True)}
    return About(
        entities=tuple(filter(None, dict.fromkeys(names))),
        foreign=foreign,
        descriptions={name: text for name, text in texts.items() if isinstance(text, str) and text.strip()},
    )


def _description(about: About, name: str) -> dict[str, str]:
    """Return an entity's description, if it has one; it is of the later previews."""
    description = about.descriptions.get(name, "")
    return {"description": description} if description else {}


def _folders(source: Source) -> list[Path]:
    """Return the folders to look for texts in: that of the labels, those that the user names, the one above."""
    if source.folder is None:
        return list(source.texts)
    return list(dict.fromkeys((source.folder, *source.texts, source.folder.resolve().parent)))


def _read_text(folders: Sequence[Path], container: str, document: Any) -> ExchangedFile:
    entry = msgspec.convert(document, _Text)
    location = entry.location.replace("\\", "/")
    prefix = f"{container}/"
    names = [location.removeprefix(prefix), location] if container and location.startswith(prefix) else [location]
    name, text = find_text(folders, names)
    units = Utf16Offsets(text)
    length = units.to_utf16(len(text))
    regions = (*entry.entities, *entry.extractors)
    spans = []
    losses = [Loss(f"field {key!r} of a document", name) for key in document if key not in _Text.__struct_fields__]
    for region in regions:
        if region.region_offset > 0 or (region.region_length is not None and region.region_length < length):
            losses.append(Loss("region that is a part of its text", f"{name}, {region.region_offset}"))
        for label in region.labels:
            start = units.from_utf16(label.offset)
            end = units.from_utf16(label.offset + label.length)
            spans.append(checked_span(text, start, end, label.category or label.extractor_name))
    if entry.dataset.casefold() not in ("", "train", "test"):
        raise ValueError(f"the dataset is {entry.dataset!r}; expected 'Train' or 'Test'")
    return ExchangedFile(
        name,
        text,
        tuple(sorted(spans, key=lambda span: span.borders)),
        tagged=bool(regions),
        dataset=Dataset.TESTING if entry.dataset.casefold() == "test" else Dataset.TRAINING,
        language=entry.language,
        losses=tuple(losses),
    )


def _metadata(about: About) -> dict[str, Any]:
    """Return what an import has brought, completed with what Azure requires."""
    own = {
        "projectName": re.sub(r"[^A-Za-z0-9_.-]+", "-", about.name)[:50],
        "storageInputContainerName": re.sub(r"[^a-z0-9]+", "-", about.name.lower()).strip("-")[:63] or "texts",
        "language": _DEFAULT_LANGUAGE if about.language == "xx" else about.language,
        "multilingual": False,
        "description": "",
        "settings": {},
    }
    brought = {key: value for key, value in about.foreign.items() if key != DETAILS}
    present = {key.casefold() for key in brought}  # the previews wrote multiLingual
    missing = {key: value for key, value in own.items() if key.casefold() not in present}
    return {**missing, **brought, "projectKind": KIND}


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
