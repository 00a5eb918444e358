"""Label Studio's JSON: an array of tasks, each with annotations and predictions.

Annotations become tags, predictions with their scores become suggestions. Offsets are code points, as Label Studio has
stored them since 2021; where the text that a region quotes is only found by UTF-16 code units, as it stored before,
those are used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from core.domain.models.splits import Dataset
from core.domain.tagging.tags import Suggestion
from core.domain.text.offsets import Utf16Offsets
from core.domain.text.spans import Span
from core.errors import RequestError
from core.formats.interface import UNSAID, About, Carries, ExchangedFile, Loss
from core.formats.json_items import array_items
from core.formats.lines import begins, has_fields, numbered_name
from core.formats.spans import checked_score, checked_span

UNKNOWN_SCORE = 0.5
"""Score of a prediction that has none: as likely right as wrong."""

LABELS = "labels"


class _Value(msgspec.Struct):
    start: int
    end: int
    text: str | None = None
    labels: list[str] = []


class _Result(msgspec.Struct):
    type: str = ""
    id: str = ""
    value: dict[str, Any] = {}
    score: float | None = None


class _Work(msgspec.Struct):
    result: list[_Result] = []
    was_cancelled: bool = False
    score: float | None = None
    model_version: str | None = None


class _Task(msgspec.Struct):
    data: dict[str, Any]
    annotations: list[_Work] = []
    completions: list[_Work] = []  # as annotations were called until 2021
    predictions: list[_Work] = []
    meta: dict[str, Any] | None = None


class LabelStudio:
    """Reads and writes tasks."""

    name = "labelstudio"
    carries = frozenset(Carries)

    def recognises(self, start: bytes) -> bool:
        """Whether the content is an array of objects with data."""
        return begins(start, b"[") and has_fields(start, "data")

    def read(self, stream: BinaryIO, source: str, folder: Path | None = None) -> Iterator[ExchangedFile]:  # noqa: ARG002
        """The tasks in a stream, called after `meta.name` or `data.name`, or else their number.

        Raises:
            RequestError: an item is no task, or holds an impossible region.
        """
        number = 0
        try:
            for item in array_items(stream):
                number += 1
                yield _file(msgspec.convert(item, _Task), number)
        except (ValueError, RecursionError) as error:
            raise RequestError(f"{source}, task {number}: {error}.") from error

    def write(self, files: Iterable[ExchangedFile], stream: BinaryIO, about: About = UNSAID) -> list[Loss]:  # noqa: ARG002
        """Writes a task for each text, with an annotation if it is tagged."""
        before = b"["
        for number, file in enumerate(files, start=1):
            stream.write(before + b"\n" + msgspec.json.encode(_task(file, number)))
            before = b","
        stream.write(b"[]\n" if before == b"[" else b"\n]\n")
        return []


def _task(file: ExchangedFile, number: int) -> dict[str, Any]:
    meta: dict[str, Any] = {"name": file.name}
    if file.dataset is not Dataset.TRAINING:
        meta["dataset"] = file.dataset
    regions = [_region(file.text, span, f"t{n}") for n, span in enumerate(file.spans)]
    return {
        "id": number,
        "data": {"text": file.text},
        "meta": meta,
        "annotations": [{"id": number, "result": regions, "was_cancelled": False}] if file.tagged else [],
        "predictions": [
            {
                "model_version": model,
                "result": [{**_region(file.text, s, f"s{n}"), "score": s.score} for n, s in enumerate(of_model)],
            }
            for model, of_model in groupby(sorted(file.suggestions, key=_source), _source)
        ],
    }


def _source(suggestion: Suggestion) -> str:
    return suggestion.model or suggestion.job


def _region(text: str, span: Span, name: str) -> dict[str, Any]:
    return {
        "id": name,
        "from_name": "label",
        "to_name": "text",
        "type": LABELS,
        "value": {"start": span.start, "end": span.end, "text": text[span.start : span.end], "labels": [span.entity]},
    }


def _file(task: _Task, number: int) -> ExchangedFile:
    meta = task.meta or {}
    text = _text(task.data)
    names: list[Any] = [meta.get("name"), task.data.get("name")]
    name = next((n for n in names if isinstance(n, str) and n), numbered_name(number))
    valid = [work for work in (*task.annotations, *task.completions) if not work.was_cancelled]
    losses = [Loss("annotation of the same text by another", f"{name}, task {number}") for _ in valid[1:]]
    regions = _Regions(name, text)
    spans = [span for result in (valid[0].result if valid else ()) for span in regions.spans(result)]
    suggestions = [
        Suggestion(span.start, span.end, span.entity, _score(result, work), model=work.model_version or "")
        for work in task.predictions
        for result in work.result
        for span in regions.spans(result)
    ]
    return ExchangedFile(
        name,
        text,
        tuple(spans),
        tuple(suggestions),
        bool(valid),
        Dataset.TESTING if meta.get("dataset") == Dataset.TESTING else Dataset.TRAINING,
        losses=(*losses, *regions.losses),
    )


def _text(data: dict[str, Any]) -> str:
    """What is labelled: the field `text`, or else the first that holds a string."""
    candidates = [data.get("text"), *data.values()]
    text = next((value for value in candidates if isinstance(value, str)), None)
    if text is None:
        raise ValueError("expected a text in data.text")
    return text


def _score(result: _Result, work: _Work) -> float:
    return checked_score(next((s for s in (result.score, work.score) if s is not None), UNKNOWN_SCORE))


class _Regions:
    """Reads the regions of one text, and gathers what are none."""

    def __init__(self, name: str, text: str) -> None:
        self._name = name
        self._text = text
        self.losses: list[Loss] = []

    def spans(self, result: _Result) -> Iterator[Span]:
        """The spans of one result; several, if it has several labels."""
        if result.type != LABELS:
            self.losses.append(Loss(result.type or "result without a type", f"{self._name}, {result.id}"))
            return
        value = msgspec.convert(result.value, _Value)
        start, end = self._offsets(value)
        for label in value.labels:
            yield checked_span(self._text, start, end, label)

    def _offsets(self, value: _Value) -> tuple[int, int]:
        if value.text is None or self._text[value.start : value.end] == value.text:
            return value.start, value.end
        units = Utf16Offsets(self._text)
        start, end = units.from_utf16(value.start), units.from_utf16(value.end)
        if self._text[start:end] == value.text:
            return start, end
        if self._text[value.start : value.end].split() == value.text.replace("\\n", "\n").split():
            return value.start, value.end  # it quotes line ends in its own way
        raise ValueError(f"at {value.start}-{value.end} the text is not {value.text[:50]!r}")
