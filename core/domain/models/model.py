"""A trained model: its figures, and guidance on how to improve it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from zlib import crc32

from core.domain.models.metrics import Counts, Evaluation, Mismatch
from core.domain.models.splits import Split, SplitKind
from core.domain.project.guessers import guesser_name
from core.domain.text.spans import Span
from core.domain.wording import counted

FEW_TAGS = 15
"""An entity with fewer tags in the training set is seldom learned well (the limit that Azure publishes)."""

UNBALANCED = 5.0
"""Shares of an entity that differ by more than this factor between sets or entities are called unbalanced."""

CONFUSED_SHARE = 0.1
"""Two entities are "often taken for each other" from this share of the expected spans on."""

DEFAULT_THRESHOLD = 0.1
"""Lowest score of a suggestion where there was too little to choose by.

What is right with a score of a fifth saves as many keys as it costs. Below that, spans that are wrong but near still
pay: measured on all sets of `benchmarks/learning.py`, a tenth takes fewer keys than a fifth.
"""


class Recipe(StrEnum):
    """A way to learn."""

    FAST = "fast"
    SPACY = "spacy"
    MATCHES = "matches"


@dataclass(frozen=True, slots=True)
class TagCounts:
    """Number of tags of an entity in a set, and of files that contain some."""

    tags: int = 0
    files: int = 0


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """One point of the learning curve: micro F1 after learning from so many tagged files."""

    files: int
    f1: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """The F1 that is likely after learning from some more files of the same kind, as an 80 % interval."""

    files: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class AtThreshold:
    """The result of a threshold on files that the model had not seen.

    Attributes:
        threshold: lowest score at which a span is suggested.
        shown: suggestions.
        right: suggestions that were exactly right.
        keys: keys to review the suggestions, and to tag by hand the tags that they miss.
    """

    threshold: float
    shown: int
    right: int
    keys: int


@dataclass(frozen=True, slots=True)
class GuessGain:
    """F1 with and without a guesser or an encoder, cross-validated on the training files.

    Attributes:
        guesser: its name, or the name of the encoder's folder.
        without: micro F1 without it.
        with_guesses: micro F1 with its guesses or states.
        used: whether the model uses it; False if it made nothing better.
    """

    guesser: str
    without: float
    with_guesses: float
    used: bool

    @property
    def sentence(self) -> str:
        """Compare F1 with and without it in a sentence."""
        figures = f"F1 {self.without:.3f} without it, {self.with_guesses:.3f} with it"
        return f"{self.guesser}: {figures}{'' if self.used else '; the model does not use it'}"


@dataclass(frozen=True)
class FileMismatches:
    """The mistakes in one test file.

    Attributes:
        name: of the file.
        right: number of spans that were right.
        mismatches: mistakes.
        expected: digest of the text and its expected spans, see `digest_of`; 0 if unknown.
    """

    name: str
    right: int
    mismatches: tuple[Mismatch, ...]
    expected: int = 0


def digest_of(text: str, spans: Iterable[Span]) -> int:
    """Return a checksum of a text and its tags, to detect changes."""
    borders = sorted((span.start, span.end, span.entity) for span in spans)
    return crc32(repr((text, borders)).encode("utf-8", "surrogatepass"))


@dataclass(frozen=True)
class Model:
    """The figures of a trained pipeline, as of the end of its training.

    Attributes:
        name: unique in the project.
        recipe: how it learned.
        base: installed spaCy pipeline, guesser or encoder to build on; empty for none.
        made_of: description of the parts and features that cross-validation chose.
        trained_at: ISO 8601, UTC.
        seconds: how long the training took.
        split: how files were divided; with `training` and `testing` it makes the figures reproducible.
        training: names of the files it learned from.
        testing: names of the files it was measured on; under cross-validation those of `training`, or those of them
            that were decided to the end.
        training_tags: per entity, the tags to learn from.
        testing_tags: per entity, the tags to find.
        evaluation: strict-span counts and the confusion matrix.
        thresholds: per entity, the lowest score at which a span is suggested.
        calibrated: whether scores were calibrated on out-of-fold predictions; False if tags were too few.
        curve: the learning curve, by rising number of files; may be empty.
        forecast: for more files; None without a curve.
        details: mistakes in each file of the evaluation.
        versions: versions of the libraries that the figures depend on.
        outlooks: per entity, the results at other thresholds, by rising threshold.
        gain: F1 with and without the guesser or encoder; None if the base is neither.
        out_of_reach: per entity, the number of tags that the recipe can never find exactly, since they begin or end
            with a blank or inside one of its tokens.
    """

    name: str
    recipe: Recipe
    base: str
    made_of: str
    trained_at: str
    seconds: float
    split: Split
    training: tuple[str, ...]
    testing: tuple[str, ...]
    training_tags: Mapping[str, TagCounts]
    testing_tags: Mapping[str, TagCounts]
    evaluation: Evaluation
    thresholds: Mapping[str, float] = field(default_factory=dict)
    calibrated: bool = False
    curve: tuple[CurvePoint, ...] = ()
    details: tuple[FileMismatches, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    outlooks: Mapping[str, tuple[AtThreshold, ...]] = field(default_factory=dict)
    gain: GuessGain | None = None
    out_of_reach: Mapping[str, int] = field(default_factory=dict)
    forecast: Forecast | None = None

    @property
    def guesser(self) -> str:
        """Name of the guesser whose guesses the model uses; empty if it uses none."""
        return self.gain.guesser if self.gain and self.gain.used and guesser_name(self.base) else ""

    @property
    def entities(self) -> list[str]:
        """Names of the learned entities, sorted."""
        return sorted(self.training_tags)

    def outlook(self, entity: str, threshold: float) -> AtThreshold | None:
        """Return the result at the known threshold nearest to this one; None if none is known."""
        known = self.outlooks.get(entity, ())
        return min(known, key=lambda each: abs(each.threshold - threshold), default=None)

    def counts(self, entity: str) -> Counts:
        """Return the strict-span counts of an entity; all zero if it was neither expected nor predicted."""
        return self.evaluation.entities.get(entity, Counts())


class Guidance(StrEnum):
    """Kinds of advice on a model's page."""

    OUT_OF_REACH = "out of reach"
    FEW_TAGS = "few tags"
    NOT_TESTED = "not in the test set"
    UNBALANCED_ENTITIES = "unbalanced entities"
    UNBALANCED_SETS = "unbalanced sets"
    CONFUSED = "confused"


@dataclass(frozen=True, slots=True)
class Advice:
    """A sentence of guidance, its kind, and the entities that it concerns."""

    kind: Guidance
    entities: tuple[str, ...]
    sentence: str


def guidance(model: Model) -> list[Advice]:
    """Return advice on how to improve the model, most important first."""
    if not any(n.tags for n in model.training_tags.values()):
        return []  # trained elsewhere, on unknown data
    return [
        *_out_of_reach(model),
        *_few_tags(model),
        *_not_tested(model),
        *_confused(model),
        *_unbalanced_sets(model),
        *_unbalanced_entities(model),
    ]


def _out_of_reach(model: Model) -> list[Advice]:
    found = {entity: count for entity, count in sorted(model.out_of_reach.items()) if count}
    if not found:
        return []
    named = ", ".join(f"{entity} ({count} of {model.training_tags[entity].tags})" for entity, count in found.items())
    sentence = f"Tags that begin or end with a blank or inside a token, which this recipe never finds exactly: {named}."
    return [Advice(Guidance.OUT_OF_REACH, tuple(found), sentence)]


def _few_tags(model: Model) -> list[Advice]:
    few = {entity: n.tags for entity, n in sorted(model.training_tags.items()) if n.tags < FEW_TAGS}
    if not few:
        return []
    named = ", ".join(f"{entity} ({tags})" for entity, tags in few.items())
    return [Advice(Guidance.FEW_TAGS, tuple(few), f"Fewer than {FEW_TAGS} tags to learn from: {named}.")]


def _not_tested(model: Model) -> list[Advice]:
    untested = tuple(sorted(e for e in model.training_tags if not model.testing_tags.get(e, TagCounts()).tags))
    if not untested:
        return []
    sentence = f"Not in the test set, so their figures mean nothing: {', '.join(untested)}."
    return [Advice(Guidance.NOT_TESTED, untested, sentence)]


def _confused(model: Model) -> list[Advice]:
    often = [
        (pair, count, of)
        for pair, count in model.evaluation.taken_for_others
        if count >= 2 and count >= CONFUSED_SHARE * (of := model.counts(pair[0]).expected)
    ]
    if not often:
        return []
    named = ", ".join(f"{expected} for {predicted} ({count} of {of})" for (expected, predicted), count, of in often)
    entities = tuple(dict.fromkeys(name for pair, _, _ in often for name in pair))
    return [Advice(Guidance.CONFUSED, entities, f"Often taken for another: {named}; tag more of each.")]


def _unbalanced_sets(model: Model) -> list[Advice]:
    if model.split.kind is SplitKind.CROSS:
        return []  # both sets are the same files
    training, testing = _shares(model.training_tags), _shares(model.testing_tags)
    advice = []
    for entity in sorted(training.keys() & testing.keys()):
        here, there = training[entity], testing[entity]
        if max(here, there) > UNBALANCED * min(here, there):
            sentence = f"{entity} is {here:.0%} of the training tags but {there:.0%} of the test tags."
            advice.append(Advice(Guidance.UNBALANCED_SETS, (entity,), sentence))
    return advice


def _unbalanced_entities(model: Model) -> list[Advice]:
    tags = {entity: n.tags for entity, n in model.training_tags.items() if n.tags}
    if len(tags) < 2:
        return []
    least, most = min(tags, key=lambda e: (tags[e], e)), max(tags, key=lambda e: (tags[e], e))
    if tags[most] <= UNBALANCED * tags[least]:
        return []
    sentence = f"{most} has {counted(tags[most], 'tag')} and {least} {tags[least]}: tag more files that hold {least}."
    return [Advice(Guidance.UNBALANCED_ENTITIES, (most, least), sentence)]


def _shares(counts: Mapping[str, TagCounts]) -> dict[str, float]:
    total = sum(n.tags for n in counts.values())
    return {entity: n.tags / total for entity, n in counts.items() if n.tags}
