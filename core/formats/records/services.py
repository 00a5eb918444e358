"""JSON that hosted annotation services export: Dataturks, LightTag, SageMaker Ground Truth, Google Vertex AI."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from core.formats.interface import ExchangedFile, Loss, Read, Source
from core.formats.placing import Mention
from core.formats.records.span_fields import label_name, listed, mention_in, mentions_in
from core.formats.records.texts import given_name, read_texts, tagged_text
from core.formats.sample import Sample


class Dataturks:
    """Reads Dataturks' JSON Lines. The end of a point is the last character, not the one after it."""

    name = "dataturks"
    expects = "JSON objects with 'content' and a list 'annotation' of points"

    def recognises(self, sample: Sample) -> bool:
        """Decide whether the content consists of objects with a content and annotations."""
        return sample.most_have("content", "annotation")

    def read(self, stream: BinaryIO, source: Source) -> Iterator[Read]:
        """Yield the texts in a stream."""
        yield from read_texts(stream, source, _dataturks)


class LightTag:
    """Reads LightTag's JSON: examples with `content` and `annotations` with `start`, `end`, `tag`, `value`."""

    name = "lighttag"
    expects = "JSON objects with 'content' and a list 'annotations'"

    def recognises(self, sample: Sample) -> bool:
        """Decide whether the content consists of examples, or of an object that lists some."""
        return sample.most_have("content", "annotations") or sample.most_have("examples")

    def read(self, stream: BinaryIO, source: Source) -> Iterator[Read]:
        """Yield the texts in a stream."""
        yield from read_texts(stream, source, _lighttag, _examples)


class SageMaker:
    """Reads output manifests of SageMaker Ground Truth's named entity recognition."""

    name = "sagemaker"
    expects = "JSON objects with 'source' and a label attribute that holds 'annotations'"

    def recognises(self, sample: Sample) -> bool:
        """Decide whether the content consists of manifest lines."""
        return sample.most(
            lambda value: (
                ("source" in value or "source-ref" in value) and any(name.endswith("-metadata") for name in value)
            )
        )

    def read(self, stream: BinaryIO, source: Source) -> Iterator[Read]:
        """Yield the texts in a stream."""
        yield from read_texts(stream, source, _manifest_line)


class Vertex:
    """Reads text entity extraction of Google Vertex AI, and of AutoML Natural Language, which came before it.

    Its reference says that the end of a segment is the character after the last one, and its samples include the last
    one. A span that ends one character before the end of a word in every place is taken to include it.
    """

    name = "vertex"
    expects = "JSON objects with 'textContent' and 'textSegmentAnnotations', or 'text_snippet' and 'annotations'"

    def recognises(self, sample: Sample) -> bool:
        """Decide whether the content consists of items with segments."""
        if sample.any_object("textSegmentAnnotations"):
            return sample.any_object("textContent", "textGcsUri")
        return sample.any_object("annotations") and sample.any_object("text_snippet", "textSnippet")

    def read(self, stream: BinaryIO, source: Source) -> Iterator[Read]:
        """Yield the texts in a stream."""
        yield from read_texts(stream, source, _vertex)


def _dataturks(value: Any, name: str) -> ExchangedFile:
    text = _text(value, "content")
    mentions = []
    losses = []
    for annotation in listed(value.get("annotation")):
        labels = annotation.get("label") if isinstance(annotation, dict) else None
        labels = labels if isinstance(labels, list) else [labels]
        points = annotation.get("points") if isinstance(annotation, dict) else None
        if not labels or labels == [None] or not points:
            losses.append(Loss("annotation without a label or a place", name))
            continue
        for point in listed(points):
            if not isinstance(point, dict):
                raise ValueError(f"found {str(point)[:60]} where a point with a start and an end is expected")
            placed = mention_in({**point, "label": labels[0]})
            mentions += [Mention(placed.start, placed.end + 1, label_name(each), placed.quote) for each in labels]
    return tagged_text(name, text, mentions, tuple(losses), tagged=value.get("annotation") is not None)


def _examples(value: Any) -> list[Any] | None:
    examples = value.get("examples") if isinstance(value, dict) else None
    return examples if isinstance(examples, list) else None


def _lighttag(value: Any, name: str) -> Read:
    text = _text(value, "content")
    annotations = value.get("annotations")
    return tagged_text(given_name(value) or name, text, mentions_in(annotations), tagged=bool(annotations))


def _manifest_line(value: Any, name: str) -> ExchangedFile:
    if isinstance(value, dict) and "source" not in value and "source-ref" in value:
        raise ValueError(f"its text lies at the address {value['source-ref']!r}; put the text in 'source'")
    text = _text(value, "source")
    found = {attribute: entities for attribute, held in value.items() if (entities := _entities_of(held)) is not None}
    if found:
        *earlier, last = found  # a job that adjusts the labels of another adds its own behind them
        if f"{last}-metadata" not in value:
            raise ValueError(f"the field '{last}-metadata' is missing")
        losses = tuple(Loss(f"labels of the earlier job {job!r}", name) for job in earlier)
        return tagged_text(name, text, mentions_in(found[last]), losses, tagged=True)
    if any(isinstance(held, dict) and "failure-reason" in held for held in value.values()):
        return tagged_text(name, text, [])
    raise ValueError("no field holds 'annotations' with 'entities'; only labels of spans can be imported")


def _entities_of(attribute: object) -> list[Any] | None:
    """Return the entities of a label attribute; None if it is none."""
    annotations = attribute.get("annotations") if isinstance(attribute, dict) else None
    entities = annotations.get("entities") if isinstance(annotations, dict) else None
    return entities if isinstance(entities, list) else None


def _vertex(value: Any, name: str) -> ExchangedFile:
    value, losses = _from_automl(value, name)
    if isinstance(value, dict) and "textContent" not in value and "textGcsUri" in value:
        raise ValueError(f"its text lies at the address {value['textGcsUri']!r}; put the text in 'textContent'")
    text = _text(value, "textContent")
    entries = [_numbered(entry) for entry in listed(value.get("textSegmentAnnotations"))]
    mentions = mentions_in(entries)
    if mentions and all(_ends_inside_word(text, mention) for mention in mentions):
        mentions = [Mention(m.start, m.end + 1, m.entity, m.quote) for m in mentions]
    return tagged_text(name, text, mentions, losses, tagged=bool(mentions))


def _from_automl(value: Any, name: str) -> tuple[Any, tuple[Loss, ...]]:
    """Return an item of AutoML as Vertex AI writes it, and its annotations that are no segments; others as they are."""
    snippet = _either(value, "text_snippet", "textSnippet")
    if snippet is None:
        return value, ()
    segments = []
    annotations = listed(value.get("annotations"))
    for annotation in annotations:
        extraction = _either(annotation, "text_extraction", "textExtraction")
        segment = _either(extraction, "text_segment", "textSegment")
        if isinstance(segment, dict):
            offsets = {"startOffset": ("start_offset", "startOffset"), "endOffset": ("end_offset", "endOffset")}
            held = {field: _either(segment, *names) or 0 for field, names in offsets.items()}
            segments.append({**held, "displayName": _either(annotation, "display_name", "displayName")})
    losses = (Loss("annotation without a segment", name),) * (len(annotations) - len(segments))
    item = {"textSegmentAnnotations": segments}
    if (uri := _either(snippet, "content_uri", "contentUri")) is not None:
        return {**item, "textGcsUri": uri}, losses
    return {**item, "textContent": _either(snippet, "content")}, losses


def _either(value: Any, *fields: str) -> Any:
    """Return the first of the fields that an object has; None if it has none, or is no object."""
    return next((value[field] for field in fields if field in value), None) if isinstance(value, dict) else None


def _numbered(entry: Any) -> Any:
    """Return a segment with its offsets as numbers: protobuf's JSON writes them as strings, and leaves out zeros."""
    if not isinstance(entry, dict):
        return entry
    offsets = {name: entry.get(name, 0) for name in ("startOffset", "endOffset")}
    return {**entry, **{name: int(held) if _is_digits(held) else held for name, held in offsets.items()}}


def _is_digits(held: object) -> bool:
    return isinstance(held, str) and held.isascii() and held.isdecimal()


def _ends_inside_word(text: str, mention: Mention) -> bool:
    """Decide whether the last character of a word follows the mention."""
    around = text[mention.end - 1 : mention.end + 2] if mention.end > 0 else ""
    return len(around) >= 2 and around[:2].isalnum() and not around[2:].isalnum()


def _text(value: Any, field: str) -> str:
    text = value.get(field) if isinstance(value, dict) else None
    if not isinstance(text, str):
        raise ValueError(f"the field {field!r} is missing or is no string")
    return text
