"""Documents of BioC, which is written as XML or JSON: passages, each with its offset, and annotations with places.

Offsets count code points in some tools and bytes in others; the text that an annotation quotes proves which.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.formats.interface import ExchangedFile, Loss
from core.formats.placing import Mention
from core.formats.records.texts import tagged_text

_MOST_PADDING = 10_000


@dataclass(frozen=True, slots=True)
class Annotation:
    """An annotation.

    Attributes:
        id: in its document.
        infons: what it says of itself by key, such as its type.
        places: (offset, length) of each of its parts, counted like those of the passages.
        quote: the text that it is about; None if it does not say.
    """

    id: str
    infons: Mapping[str, str]
    places: Sequence[tuple[int, int]]
    quote: str | None


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a document.

    Attributes:
        offset: in the document.
        pieces: its text, or its sentences, each with its own offset.
        annotations: those of the passage and of its sentences.
    """

    offset: int
    pieces: Sequence[tuple[str, int]]
    annotations: Sequence[Annotation]


def file_name(id_: str, otherwise: str) -> str:
    """Return the name of a text that is called after its document."""
    return re.sub(r"[^\w.-]+", "_", id_) + ".txt" if id_ else otherwise


def assembled(name: str, passages: Sequence[Passage], relations: int) -> ExchangedFile:
    """Make one text of the passages of a document, each at its offset.

    Args:
        name: of the text.
        passages: in their order.
        relations: number of relations, which are lost.

    Raises:
        ValueError: an annotation does not fit, or a passage lies far beyond the text before it.
    """
    losses = [Loss("relation", name)] * relations
    first = passages[0].offset if passages else 0
    text = ""
    mentions: list[Mention] = []
    for passage in passages:
        for piece, at in passage.pieces:
            text = _extended(text, piece, at - first)
        for annotation in passage.annotations:
            if len(annotation.places) == 1:
                mentions.append(_mention(annotation, first))
            else:
                losses.append(Loss("annotation without one place", f"{name}, {annotation.id}"))
    return tagged_text(name, text, mentions, tuple(losses), tagged=bool(mentions))


def _extended(text: str, piece: str, at: int) -> str:
    """Put a piece at its offset; where the offset is too small for what is there, on a line of its own."""
    if at > len(text) + _MOST_PADDING:
        raise ValueError(f"a passage at {at} lies far beyond the text before it")
    if not text:
        return piece
    gap = at - len(text)
    return text + ("\n" if gap <= 1 else " " * (gap - 1) + "\n") + piece


def _mention(annotation: Annotation, first: int) -> Mention:
    ((offset, length),) = annotation.places
    infons = annotation.infons
    entity = infons.get("type") or next((infons[key] for key in infons if "type" in key.lower()), "")
    if not entity.strip():
        raise ValueError(f"the annotation {annotation.id!r} has no type")
    return Mention(offset - first, offset - first + length, entity, annotation.quote)
