"""UIMA CAS as INCEpTION exports it: JSON and XMI. Annotations have a type, and offsets in UTF-16 code units.

The type system is not needed: an annotation of the type `NamedEntity`, or of any type with a label, is a tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element

import msgspec

from core.domain.project.jobs import FileFailure
from core.domain.text.offsets import Utf16Offsets
from core.errors import RequestError
from core.formats.interface import ExchangedFile, Loss, Read, Source
from core.formats.markup.xml_events import elements, local_name
from core.formats.placing import checked_span
from core.formats.records.sentences import json_fault
from core.formats.sample import Sample

_LABELS = ("value", "label", "entity", "category")
_ENTITY = "NamedEntity"
_TITLE = "DocumentMetaData"


class _Cas:
    """Annotations of one document.

    Attributes:
        text: the subject of analysis.
        annotations: name of the type, and features of each.
        title: of the document; empty if unknown.
    """

    def __init__(self, text: str, annotations: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
        self.text = text
        self.annotations = annotations
        titles = (a.get("documentTitle") or a.get("documentId") for kind, a in annotations if kind == _TITLE)
        self.title = str(next(filter(None, titles), ""))


class CasJson:
    """Reads UIMA CAS JSON."""

    name = "cas-json"
    expects = "a JSON object with '%TYPES' and '%FEATURE_STRUCTURES'"

    def recognises(self, sample: Sample) -> bool:
        """Decide whether the content is an object with feature structures."""
        return sample.most_have("%FEATURE_STRUCTURES")

    def read(self, stream: BinaryIO, source: Source) -> Iterator[Read]:
        """Yield the document in a stream.

        Raises:
            RequestError: the content is no CAS.
        """
        raw = stream.read().removeprefix(b"\xef\xbb\xbf")
        try:
            value = msgspec.json.decode(raw, type=dict[str, Any])
        except (ValueError, RecursionError) as error:
            raise RequestError(f"{source.name}{json_fault(error, raw)}.") from error
        structures = value.get("%FEATURE_STRUCTURES")
        listed = structures.values() if isinstance(structures, dict) else structures
        rows = (
            [each for each in listed or () if isinstance(each, dict)]
            if isinstance(listed, list | type({}.values()))
            else []
        )
        yield from _texts(
            [(str(row.get("%TYPE", "")).rpartition(".")[2], row) for row in rows],
            {str(row.get("%ID")): row.get("sofaString") for row in rows if "sofaString" in row},
            "@sofa",
            source,
        )


class CasXmi:
    """Reads UIMA CAS XMI."""

    name = "cas-xmi"
    expects = "XML with the root element <xmi:XMI>"

    def recognises(self, sample: Sample) -> bool:
        """Decide whether the root element is that of XMI."""
        return sample.root == "XMI"

    def read(self, stream: BinaryIO, source: Source) -> Iterator[Read]:
        """Yield the document in a stream.

        Raises:
            RequestError: the content is not well-formed.
        """
        for root in elements(stream, source, "XMI"):
            rows = [(local_name(each), _features(each)) for each in root]
            sofas = {str(row.get("id")): row.get("sofaString") for kind, row in rows if kind == "Sofa"}
            yield from _texts(rows, sofas, "sofa", source)


def _features(element: Element) -> dict[str, Any]:
    return {name: int(v) if name in ("begin", "end") and v.isdecimal() else v for name, v in element.attrib.items()}


def _texts(
    rows: Sequence[tuple[str, Mapping[str, Any]]], sofas: Mapping[str, Any], sofa_field: str, source: Source
) -> Iterator[Read]:
    texts = {id_: text for id_, text in sofas.items() if isinstance(text, str) and text}
    if not texts:
        raise RequestError(f"{source.name} holds no text (no sofaString); export the document with its text.")
    for number, (id_, text) in enumerate(texts.items(), start=1):
        cas = _Cas(text, [(kind, row) for kind, row in rows if str(row.get(sofa_field, id_)) == id_])
        name = _name(cas.title, number, source)
        try:
            yield _file(cas, name)
        except ValueError as error:
            yield FileFailure(name, f"{source.name}: {error}.")


def _name(title: str, number: int, source: Source) -> str:
    stem = re.sub(r"[^\w.-]+", "_", title.rpartition("/")[2]) or source.text_name(number)
    return stem if stem.endswith(".txt") else f"{stem}.txt"


def _file(cas: _Cas, name: str) -> ExchangedFile:
    units = Utf16Offsets(cas.text)
    spans = []
    losses = []
    labelled = [(kind, row) for kind, row in cas.annotations if _is_labelled(kind, row)]
    for kind, row in labelled:
        label = next((row[field] for field in _LABELS if isinstance(row.get(field), str) and row[field]), "")
        if not label:
            losses.append(Loss("annotation without a label", f"{name}, {kind} at {row['begin']}"))
            continue
        start, end = units.from_utf16(row["begin"]), units.from_utf16(row["end"])
        spans.append(checked_span(cas.text, start, end, label))
    return ExchangedFile(
        name,
        cas.text,
        tuple(sorted(spans, key=lambda span: span.borders)),
        tagged=bool(spans),
        losses=tuple(losses),
    )


def _is_labelled(kind: str, row: Mapping[str, Any]) -> bool:
    """Decide whether an annotation may be a tag: a named entity, or one of a layer of the user's with a label."""
    has_place = all(isinstance(row.get(field), int) for field in ("begin", "end"))
    own_layer = str(row.get("%TYPE", "webanno.custom")).startswith("webanno.custom") and "label" in row
    return has_place and (kind == _ENTITY or own_layer)
