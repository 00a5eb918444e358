"""Label Studio's JSON: tasks with annotations and predictions, as an array, one a line, or one file an annotation.

Annotations become tags, predictions with their scores become suggestions. Which field of `data` is the text is proved
by what the regions quote, and so is the unit of the offsets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, BinaryIO

import msgspec

from core.domain.models.splits import Dataset
from core.domain.tagging.tags import Suggestion
from core.domain.text.spans import Span
from core.formats.interface import UNSAID, About, Carries, ExchangedFile, Loss, Read, Source
from core.formats.placing import Mention, checked_score, placed
from core.formats.records.label_studio_texts import TextField
from core.formats.records.texts import read_texts
from core.formats.sample import Sample, sampled

UNKNOWN_SCORE = 0.5
"""Score of a prediction that has none: as likely right as wrong."""

LABELS = "labels"
_HYPERTEXT = "hypertextlabels"


class Value(msgspec.Struct):
    """Place and labels of a region."""

    start: int
    end: int
    text: str | None = None
    labels: list[str] = []


class _Result(msgspec.Struct):
    type: str = ""
    id: str | int = ""
    value: dict[str, Any] = {}
    score: float | None = None


class _Work(msgspec.Struct):
    result: list[_Result] = []
    was_cancelled: bool = False
    ground_truth: bool = False
    score: float | None = None
    model_version: str | int | float | None = None


class _Task(msgspec.Struct):
    data: dict[str, Any]
    annotations: list[_Work] = []
    completions: list[_Work] = []  # as annotations were called until 2021
    predictions: list[_Work] = []
    drafts: list[Any] = []
    meta: dict[str, Any] | None = None


class LabelStudio:
    """Reads and writes tasks."""

    name = "labelstudio"
    expects = "JSON objects with 'data' and 'annotations' or 'predictions'"
    carries = frozenset(Carries) - {Carries.RECORD}

    def recognises(self, sample: Sample) -> bool:
        """Decide whether the content consists of tasks, or of annotations that hold their task."""
        return sample.most(_is_task)

    def read(self, stream: BinaryIO, source: Source) -> Iterator[Read]:
        """Yield the tasks in a stream, called after `meta.name` or `data.name`, or else their number."""
        field = TextField()
        for value in _first_values(stream):
            field.learn(value.get("data"), _quotes(value))
        stream.seek(0)
        yield from read_texts(stream, source, lambda value, name: _file(_task_in(value), name, field))

    def write(self, files: Iterable[ExchangedFile], stream: BinaryIO, about: About = UNSAID) -> list[Loss]:  # noqa: ARG002
        """Write a task for each text, with an annotation if it is tagged."""
        before = b"["
        for number, file in enumerate(files, start=1):
            stream.write(before + b"\n" + msgspec.json.encode(_task(file, number)))
            before = b","
        stream.write(b"[]\n" if before == b"[" else b"\n]\n")
        return []


def _is_task(value: dict[str, Any]) -> bool:
    task = _task_in(value)
    works = ("annotations", "completions", "predictions", "meta", "project", "file_upload", "total_annotations")
    return isinstance(task.get("data"), dict) and (len(task) == 1 or any(field in task for field in works))


def _task_in(value: Any) -> Any:
    """Return the task of a value; an annotation that was synchronised to cloud storage holds its task."""
    if isinstance(value, dict) and isinstance(value.get("task"), dict) and "result" in value:
        return {**value["task"], "annotations": [{key: value[key] for key in value if key != "task"}]}
    return value


def _first_values(stream: BinaryIO) -> Iterator[dict[str, Any]]:
    yield from map(_task_in, sampled(stream).objects)


def _quotes(task: dict[str, Any]) -> list[tuple[int, int, str]]:
    """Return the regions of a task that quote their text."""
    works = [w for field in ("annotations", "completions", "predictions") for w in _dicts(task.get(field))]
    values = [result.get("value") for work in works for result in _dicts(work.get("result"))]
    return [
        (value["start"], value["end"], value["text"])
        for value in values
        if isinstance(value, dict)
        and isinstance(value.get("text"), str)
        and isinstance(value.get("start"), int)
        and isinstance(value.get("end"), int)
    ]


def _dicts(value: object) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


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
            for model, of_model in groupby(sorted(file.suggestions, key=_model_of), _model_of)
        ],
    }


def _model_of(suggestion: Suggestion) -> str:
    return suggestion.model or suggestion.job


def _region(text: str, span: Span, name: str) -> dict[str, Any]:
    return {
        "id": name,
        "from_name": "label",
        "to_name": "text",
        "type": LABELS,
        "value": {"start": span.start, "end": span.end, "text": text[span.start : span.end], "labels": [span.entity]},
    }


def _file(value: Any, name: str, field: TextField) -> ExchangedFile:
    task = msgspec.convert(value, _Task)
    meta = task.meta or {}
    names: list[Any] = [meta.get("name"), task.data.get("name")]
    name = next((n for n in names if isinstance(n, str) and n), name)
    works = (*task.annotations, *task.completions, *task.predictions)
    if any(result.type == _HYPERTEXT for work in works for result in work.result):
        raise ValueError("it labels HTML, whose places are not places of a text; export plain text")
    text = field.text_of(task.data, _quotes(value))
    valid = [work for work in (*task.annotations, *task.completions) if not work.was_cancelled]
    valid.sort(key=lambda work: not work.ground_truth)
    regions = _Regions(name)
    regions.losses += [Loss("annotation of the same text by another", name) for _ in valid[1:]]
    regions.losses += [Loss("draft that was not submitted", name) for _ in task.drafts]
    mentions = [mention for result in (valid[0].result if valid else ()) for mention in regions.mentions(result)]
    suggested = [
        (mention, _score(result, work), str(work.model_version or ""))
        for work in task.predictions
        for result in work.result
        for mention in regions.mentions(result)
    ]
    if regions.losses and not mentions and not suggested and not _is_about_text(works, task.data):
        raise ValueError(f"it holds {regions.losses[-1].kind!r} of something that is no text")
    spans, adjusted = placed(text, [*mentions, *(mention for mention, _, _ in suggested)], name)
    return ExchangedFile(
        name,
        text,
        tuple(spans[: len(mentions)]),
        tuple(
            Suggestion(span.start, span.end, span.entity, score, model=model)
            for span, (_, score, model) in zip(spans[len(mentions) :], suggested, strict=True)
        ),
        bool(valid),
        Dataset.TESTING if meta.get("dataset") == Dataset.TESTING else Dataset.TRAINING,
        losses=tuple(regions.losses),
        adjusted=adjusted,
    )


def _is_about_text(works: Sequence[_Work], data: dict[str, Any]) -> bool:
    """Decide whether a task without regions in a text is one of a text all the same, such as a classification."""
    media = ("rectanglelabels", "polygonlabels", "keypointlabels", "brushlabels", "ellipselabels", "videorectangle")
    types = {result.type for work in works for result in work.result}
    return not types & set(media) and any(isinstance(each, str) for each in data.values())


def _score(result: _Result, work: _Work) -> float:
    return checked_score(next((s for s in (result.score, work.score) if s is not None), UNKNOWN_SCORE))


class _Regions:
    """Reads the regions of one text, and gathers what is no span."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.losses: list[Loss] = []

    def mentions(self, result: _Result) -> Iterator[Mention]:
        """Yield the mentions of one result: as many as it has labels."""
        if result.type != LABELS:
            self.losses.append(Loss(result.type or "result without a type", f"{self._name}, {result.id}"))
            return
        value = msgspec.convert(result.value, Value, strict=False)
        if not value.labels:
            self.losses.append(Loss("region without a label", f"{self._name}, {value.start}-{value.end}"))
        for label in value.labels:
            yield Mention(value.start, value.end, label, value.text)
