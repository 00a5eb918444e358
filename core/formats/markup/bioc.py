"""BioC XML: documents of passages, each with its offset in the document and annotations with places in it.

Offsets count code points in some tools and bytes in others; the text that an annotation quotes proves which.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from core.domain.project.jobs import FileFailure
from core.formats.interface import Loss, Read, Source
from core.formats.markup.xml_events import elements
from core.formats.placing import Mention
from core.formats.records.texts import tagged_text
from core.formats.sample import Sample

_MOST_PADDING = 10_000


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
            id_ = (document.findtext("id") or "").strip()
            name = re.sub(r"[^\w.-]+", "_", id_) + ".txt" if id_ else source.text_name(number)
            try:
                yield _document(document, name)
            except ValueError as error:
                yield FileFailure(name, f"{source.name}, document {number}: {error}.")


def _document(document: Element, name: str) -> Read:
    losses = [Loss("relation", name) for _ in document.iter("relation")]
    text = ""
    first: int | None = None
    mentions: list[Mention] = []
    for passage in document.iter("passage"):
        offset = _number(passage.findtext("offset"))
        first = offset if first is None else first
        sentences = passage.findall("sentence")
        pieces = [(passage.findtext("text") or "", offset)] if passage.find("text") is not None else []
        pieces += [(each.findtext("text") or "", _number(each.findtext("offset"))) for each in sentences]
        for piece, at in pieces:
            text = _extended(text, piece, at - first)
        for annotation in passage.iter("annotation"):
            mention = _mention(annotation, first)
            if mention is None:
                losses.append(Loss("annotation without one place", f"{name}, {annotation.get('id', '')}"))
            else:
                mentions.append(mention)
    return tagged_text(name, text, mentions, tuple(losses), tagged=bool(mentions))


def _extended(text: str, piece: str, at: int) -> str:
    """Put a piece at its offset; where the offset is too small for what is there, on a line of its own."""
    if at > len(text) + _MOST_PADDING:
        raise ValueError(f"a passage at {at} lies far beyond the text before it")
    if not text:
        return piece
    gap = at - len(text)
    return text + ("\n" if gap <= 1 else " " * (gap - 1) + "\n") + piece


def _mention(annotation: Element, first: int) -> Mention | None:
    """Return the place of an annotation; None if it has none, or several."""
    locations = annotation.findall("location")
    if len(locations) != 1:
        return None
    start = _number(locations[0].get("offset")) - first
    kinds = {infon.get("key", ""): infon.text or "" for infon in annotation.findall("infon")}
    entity = kinds.get("type") or next((kinds[key] for key in kinds if "type" in key.lower()), "")
    if not entity.strip():
        raise ValueError(f"the annotation {annotation.get('id', '')!r} has no type")
    quote = annotation.findtext("text")
    return Mention(start, start + _number(locations[0].get("length")), entity, quote)


def _number(text: str | None) -> int:
    if text is None or not text.strip().isdecimal():
        raise ValueError(f"found {text!r} where an offset or a length is expected")
    return int(text)
