"""Measure how well annotators agree when they tag the same texts without seeing each other's tags.

Every figure is computed from counts that can be added up over files, so that the bootstrap, which draws files with
replacement, only has to add them up differently.

The figures, and where they come from:

- **F1 of spans** between two annotators, one taken as the truth for the other; it does not matter which (Hripcsak and
  Rothschild, "Agreement, the F-measure, and reliability in information retrieval", JAMIA 12, 2005). *Strict*: same
  borders and same entity. *Overlapping*: same entity and at least one character in common.
- **Cohen's kappa** on tokens (Cohen, "A coefficient of agreement for nominal scales", 1960). A token is a word of the
  text; its label is the entity of the tag that covers it, or none.
- **Krippendorff's alpha** for nominal data on the same tokens, for any number of annotators (Krippendorff, "Computing
  Krippendorff's alpha-reliability", 2011). The alpha of one entity is that of the two labels "this entity" and
  "anything else".
- **Intervals**: percentile bootstrap over files (Efron and Tibshirani, 1993). Tokens of one file are not independent.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from core.domain.models.metrics import NONE
from core.domain.team.bootstrap import Figure, added, with_intervals
from core.domain.team.regions import Versions
from core.domain.text.spans import Span, SpanSet
from core.domain.text.words import words

Key = tuple[str, ...]
"""Names a count or a figure."""


@dataclass(frozen=True)
class DoubleFile:
    """A file that several annotators have finished.

    Attributes:
        name: of the file.
        text: its characters.
        finished: day on which the last annotator finished, `YYYY-MM-DD`.
        versions: the spans by annotator; at least two.
    """

    name: str
    text: str
    finished: str
    versions: Versions


@dataclass(frozen=True)
class Measures:
    """Agreement on some files, for all entities or for one.

    Attributes:
        strict: F1 of spans with the same borders and entity.
        overlapping: F1 of spans that share a character and have the same entity.
        kappa: Cohen's kappa on tokens, the mean over pairs of annotators.
        alpha: Krippendorff's alpha, nominal, on tokens.
        spans: number of spans compared: those of both annotators, added up over all pairs.
    """

    strict: Figure
    overlapping: Figure
    kappa: Figure
    alpha: Figure
    spans: int


@dataclass(frozen=True)
class Agreement:
    """How well annotators agree.

    Attributes:
        files: number of files that at least two annotators finished.
        tokens: number of words in them.
        total: for all annotators and entities.
        pairs: for each two annotators; their alpha is that of these two alone.
        entities: for each entity.
        days: for the files finished on each day, oldest first; without intervals.
        confusions: how often one annotator tagged an entity where the other tagged another, or nothing (`NONE`), as
            (one, other, entity of the one, entity of the other) with a count; most frequent first.
    """

    files: int
    tokens: int
    total: Measures
    pairs: Mapping[tuple[str, str], Measures]
    entities: Mapping[str, Measures]
    days: Mapping[str, Measures]
    confusions: Mapping[tuple[str, str, str, str], int]


def measure(files: Sequence[DoubleFile], *, resamples: int = 1000, seed: int = 0) -> Agreement:
    """Measure the agreement on some files.

    Args:
        files: to compare.
        resamples: number of bootstrap resamples for the intervals.
        seed: of the bootstrap.
    """
    counts = [_counted(file) for file in files]
    figures = with_intervals(counts, _figures, resamples, seed)
    total = added(counts)
    by_day: dict[str, list[Mapping[Key, float]]] = defaultdict(list)
    for file, count in zip(files, counts, strict=True):
        by_day[file.finished].append(count)
    pairs = {(key[1], key[2]): None for key in total if key[0] == "spans"}
    entities = sorted({key[3] for key in total if key[0] == "spans" and key[3]})
    confusions = Counter({(k[1], k[2], k[3], k[4]): int(n) for k, n in total.items() if k[0] == "otherwise"})
    return Agreement(
        files=len(files),
        tokens=sum(len(words(file.text)) for file in files),
        total=_measures(figures, total, ()),
        pairs={pair: _measures(figures, total, pair) for pair in sorted(pairs)},
        entities={entity: _measures(figures, total, (entity,)) for entity in entities},
        days={day: _of_day(added(by_day[day])) for day in sorted(by_day)},
        confusions=dict(confusions.most_common()),
    )


def _of_day(total: Mapping[Key, float]) -> Measures:
    figures = {key: Figure(value) for key, value in _figures(total).items()}
    return _measures(figures, total, ())


def _measures(figures: Mapping[Key, Figure], total: Mapping[Key, float], about: Key) -> Measures:
    """Collect the figures about a pair (two names), an entity (one name) or everything (no name)."""
    spans = sum(int(n) for key, n in total.items() if key[0] == "spans" and _is_about(key, about))

    def figure(name: str) -> Figure:
        return figures.get((name, *about), Figure(None))

    return Measures(figure("strict"), figure("overlapping"), figure("kappa"), figure("alpha"), spans)


def _is_about(key: Key, about: Key) -> bool:
    return not about or key[1:3] == about or key[3:4] == about


# Counts of one file.


def _counted(file: DoubleFile) -> Mapping[Key, float]:
    """Count what the figures need.

    Keys, where A and B are annotators, E is an entity and L a label:
        ("spans", A, B, E): spans of both; ("strict", A, B, E) and ("overlapping", A, B, E): those that have a partner.
        ("tokens", A, B, L, L): tokens with these labels.
        ("values", L), ("alike", L): values of pairable tokens, and the diagonal of the coincidence matrix.
        ("otherwise", A, B, E, E): places where the two entities differ; `NONE` for one that lacks the span.
    """
    counts: defaultdict[Key, float] = defaultdict(float)
    labels = {name: _labels(file.text, spans) for name, spans in file.versions.items()}
    for one, other in combinations(sorted(file.versions), 2):
        _count_spans(counts, (one, other), file.versions[one], file.versions[other])
        for pair, number in Counter(zip(labels[one], labels[other], strict=True)).items():
            counts["tokens", one, other, *pair] += number
    raters = len(labels)
    for values, number in Counter(zip(*labels.values(), strict=True)).items():
        for label, times in Counter(values).items():
            counts["values", label] += number * times
            # Each token contributes its ordered pairs of values, weighted by 1 / (raters - 1).
            counts["alike", label] += number * times * (times - 1) / (raters - 1)
    return counts


def _labels(text: str, spans: SpanSet[Span]) -> list[str]:
    """Return the label of each word of a text."""
    found = []
    for start, end in words(text):
        over = spans.overlapping(start, end)
        found.append(over[0].entity if over else NONE)
    return found


def _count_spans(
    counts: defaultdict[Key, float], pair: tuple[str, str], one: SpanSet[Span], other: SpanSet[Span]
) -> None:
    for spans, others, is_first in ((one, other, True), (other, one, False)):
        for span in spans:
            over = others.overlapping(*span.borders)
            counts["spans", *pair, span.entity] += 1
            counts["strict", *pair, span.entity] += any(each.span == span.span for each in over)
            counts["overlapping", *pair, span.entity] += any(each.entity == span.entity for each in over)
            if is_first:
                for each in over:
                    if each.entity != span.entity:
                        counts["otherwise", *pair, span.entity, each.entity] += 1
            if not over:
                entities = (span.entity, NONE) if is_first else (NONE, span.entity)
                counts["otherwise", *pair, *entities] += 1


# Figures from counts.


def _figures(total: Mapping[Key, float]) -> dict[Key, float | None]:
    """Compute all figures: of everything as (NAME,), of an entity as (NAME, E), of a pair as (NAME, A, B)."""
    figures: dict[Key, float | None] = {**_f1_figures(total)}
    tokens: dict[Key, dict[tuple[str, str], float]] = defaultdict(dict)
    for key, number in total.items():
        if key[0] == "tokens":
            tokens[key[1:3]][key[3], key[4]] = number
    for pair, table in tokens.items():
        figures["kappa", *pair] = kappa(table)
        figures["alpha", *pair] = _alpha_of_two(table)
    entities = {label for table in tokens.values() for labels in table for label in labels if label}
    figures["kappa",] = _mean(kappa(table) for table in tokens.values())
    for entity in entities:
        figures["kappa", entity] = _mean(kappa(_one_against_all(table, entity)) for table in tokens.values())
    values = {key[1]: number for key, number in total.items() if key[0] == "values"}
    alike = {key[1]: number for key, number in total.items() if key[0] == "alike"}
    figures["alpha",] = alpha(values, alike)
    everything = sum(values.values())
    for entity in entities & set(values):
        rest = everything - values[entity]
        # Of the two labels, what one shares with the other it lacks on its own diagonal.
        both = alike.get(entity, 0)
        same = {entity: both, NONE: rest - (values[entity] - both)}
        figures["alpha", entity] = alpha({entity: values[entity], NONE: rest}, same)
    return figures


def _f1_figures(total: Mapping[Key, float]) -> dict[Key, float | None]:
    sums: dict[Key, float] = defaultdict(float)
    for (name, *about), number in total.items():
        if name in ("spans", "strict", "overlapping"):
            one, other, entity = about
            for key in ((), (one, other), (entity,)):
                sums[name, *key] += number
    return {
        (name, *key): sums[name, *key] / sums["spans", *key] if sums["spans", *key] else None
        for name in ("strict", "overlapping")
        for _, *key in [each for each in list(sums) if each[0] == "spans"]
    }


def kappa(table: Mapping[tuple[str, str], float]) -> float | None:
    """Return Cohen's kappa of a table of label pairs; None where chance alone gives full agreement."""
    number = sum(table.values())
    if not number:
        return None
    rows: defaultdict[str, float] = defaultdict(float)
    columns: defaultdict[str, float] = defaultdict(float)
    for (one, other), times in table.items():
        rows[one] += times
        columns[other] += times
    observed = sum(times for (one, other), times in table.items() if one == other) / number
    expected = sum(times * columns[label] for label, times in rows.items()) / number**2
    return (observed - expected) / (1 - expected) if expected < 1 else None


def alpha(values: Mapping[str, float], alike: Mapping[str, float]) -> float | None:
    """Return Krippendorff's alpha for nominal data; None where no two values differ.

    Args:
        values: number of pairable values of each label: the marginals of the coincidence matrix.
        alike: the diagonal of the coincidence matrix.
    """
    number = sum(values.values())
    expected = number**2 - sum(times**2 for times in values.values())
    if not expected:
        return None
    return 1 - (number - 1) * (number - sum(alike.values())) / expected


def _alpha_of_two(table: Mapping[tuple[str, str], float]) -> float | None:
    values: defaultdict[str, float] = defaultdict(float)
    alike: defaultdict[str, float] = defaultdict(float)
    for (one, other), times in table.items():
        values[one] += times
        values[other] += times
        if one == other:
            alike[one] += 2 * times
    return alpha(values, alike)


def _one_against_all(table: Mapping[tuple[str, str], float], entity: str) -> dict[tuple[str, str], float]:
    collapsed: dict[tuple[str, str], float] = defaultdict(float)
    for (one, other), times in table.items():
        collapsed[one if one == entity else NONE, other if other == entity else NONE] += times
    return collapsed


def _mean(found: Iterable[float | None]) -> float | None:
    known = [value for value in found if value is not None]
    return sum(known) / len(known) if known else None
