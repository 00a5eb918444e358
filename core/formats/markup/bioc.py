"""BioC XML; see `bioc_documents`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from core.domain.project.jobs import FileFailure
from core.formats.bioc_documents import Annotation, Passage, assembled, file_name
from core.formats.interface import Read, Source
from core.formats.markup.xml_events import elements
from core.formats.sample import Sample


class BioC:
    """Reads BioC XML; the passages of a document become one text, each at its offset."""

    name = "bioc"
    expects = "XML with the elements <collection>, <document>, <passage>"

    def recognises(self, sample: Sample) -> bool:
        """Decide whether the root element is a collection."""
        return sample.root == "collection"

    def read(self, stream: BinaryIO, source: Source) -> Iterator[Read]:
        """Yield the documents in a stream, called after their ids."""
        for number, document in enumerate(elements(stream, source, "document"), start=1):
            name = file_name((document.findtext("id") or "").strip(), source.text_name(number))
            try:
                passages = [_passage(each) for each in document.iter("passage")]
                yield assembled(name, passages, sum(1 for _ in document.iter("relation")))
            except ValueError as error:
                yield FileFailure(name, f"{source.name}, document {number}: {error}.")


def _passage(passage: Element) -> Passage:
    offset = _number(passage.findtext("offset"))
    pieces = [(passage.findtext("text") or "", offset)] if passage.find("text") is not None else []
    pieces += [(each.findtext("text") or "", _number(each.findtext("offset"))) for each in passage.findall("sentence")]
    return Passage(offset, pieces, [_annotation(each) for each in passage.iter("annotation")])


def _annotation(annotation: Element) -> Annotation:
    infons = {infon.get("key", ""): infon.text or "" for infon in annotation.findall("infon")}
    locations = annotation.findall("location")
    places = [(_number(each.get("offset")), _number(each.get("length"))) for each in locations]
    return Annotation(annotation.get("id", ""), infons, places, annotation.findtext("text"))


def _number(text: str | None) -> int:
    if text is None or not text.strip().isdecimal():
        raise ValueError(f"found {text!r} where an offset or a length is expected")
    return int(text)
