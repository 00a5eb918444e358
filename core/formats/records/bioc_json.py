"""BioC JSON, as the `bioc` library and PubTator 3 write it; see `bioc_documents`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from core.formats.bioc_documents import Annotation, Passage, assembled, file_name
from core.formats.interface import Read, Source
from core.formats.records.span_fields import listed
from core.formats.records.texts import read_texts
from core.formats.sample import Sample

_HOLDERS = ("documents", "PubTator3")


class BioCJson:
    """Reads collections, and documents one a line; the passages of a document become one text, each at its offset."""

    name = "bioc-json"
    expects = "JSON objects with 'passages', or a list 'documents' of them"

    def recognises(self, sample: Sample) -> bool:
        """Decide whether the content consists of documents or collections of documents."""
        return sample.most(lambda value: _is_document(value) or any(map(_is_document, _documents(value) or ())))

    def read(self, stream: BinaryIO, source: Source) -> Iterator[Read]:
        """Yield the documents in a stream, called after their ids."""
        yield from read_texts(stream, source, _document, _documents)


def _is_document(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("passages"), list)


def _documents(value: Any) -> list[Any] | None:
    held = [value.get(field) for field in _HOLDERS] if isinstance(value, dict) else []
    return next((each for each in held if isinstance(each, list)), None)


def _document(value: Any, name: str) -> Read:
    if not _is_document(value):
        raise ValueError("the list 'passages' is missing")
    passages = [_passage(_object(each)) for each in value["passages"]]
    holders = [
        value,
        *value["passages"],
        *(sentence for each in value["passages"] for sentence in listed(each.get("sentences"))),
    ]
    relations = sum(len(listed(_object(holder).get("relations"))) for holder in holders)
    id_ = value.get("id")
    return assembled(file_name(str(id_).strip() if isinstance(id_, str | int) else "", name), passages, relations)


def _passage(value: dict[str, Any]) -> Passage:
    offset = _number(value.get("offset"))
    sentences = [_object(each) for each in listed(value.get("sentences"))]
    pieces = [(_text(value), offset)] if value.get("text") is not None else []
    if not pieces:
        pieces = [(_text(each), _number(each.get("offset"))) for each in sentences]
    annotations = [each for holder in (value, *sentences) for each in listed(holder.get("annotations"))]
    return Passage(offset, pieces, [_annotation(_object(each)) for each in annotations])


def _annotation(value: dict[str, Any]) -> Annotation:
    infons = {key: str(held) for key, held in _object(value.get("infons") or {}).items() if held is not None}
    places = [_object(each) for each in listed(value.get("locations"))]
    quote = value.get("text")
    return Annotation(
        str(value.get("id", "")),
        infons,
        [(_number(each.get("offset")), _number(each.get("length"))) for each in places],
        quote if isinstance(quote, str) else None,
    )


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"found {str(value)[:60]} where an object is expected")
    return value


def _text(value: dict[str, Any]) -> str:
    text = value.get("text")
    if not isinstance(text, str):
        raise ValueError("a passage or sentence has no text")
    return text


def _number(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"found {value!r} where an offset or a length is expected")
    return value
