"""Fit finders to tagged files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from functools import partial

from core.learning.crf.features import cue_words, featurize
from core.learning.crf.field_settings import FieldSettings
from core.learning.crf.model import Crf, Observed
from core.learning.finders.combined import combine
from core.learning.finders.finder import CrfFinder, Finder, MatchesFinder, TrainedField
from core.learning.finders.ner import NerFinder
from core.learning.finders.neural import train_ner
from core.learning.pipeline.base import Base
from core.learning.pipeline.tokenizer import TextTokens, TokenCuts, needed_cuts
from core.learning.training.background import result_of
from core.learning.training.examples import Example
from core.learning.vocabulary.guess_records import GuessRecords
from core.learning.vocabulary.knowledge import Knowledge
from core.learning.vocabulary.mentions import Mentions

Fit = Callable[[Sequence[Example], TokenCuts], Finder]
"""Learns a finder from tagged files; picklable, since it runs in a process of its own."""


def fit_field(setting: FieldSettings, base: Base | None = None) -> Fit:
    """Learn a conditional random field, with features from a base pipeline if there is one."""
    return partial(_fit_field, setting, base)


def _fit_field(setting: FieldSettings, base: Base | None, examples: Sequence[Example], cuts: TokenCuts) -> CrfFinder:
    knowledge = Knowledge.of(examples, cuts)
    cues = cue_words({span.entity for example in examples for span in example.spans})
    sequences = [
        sequence for example in examples for sequence in _sequences(example, cuts, setting, knowledge, base, cues)
    ]
    crosses = any(_crosses_blank_line(example, cuts) for example in examples)
    field = TrainedField(Crf.train(sequences, setting.scheme), setting.features, crosses)
    return CrfFinder([field], knowledge, base)


def _crosses_blank_line(example: Example, cuts: TokenCuts) -> bool:
    """Return whether a tag of the file goes on after a blank line."""
    tokens = TextTokens.of(example.text, cuts)
    breaks = set(tokens.after_blank_lines())
    return any(breaks.intersection(range(first + 1, last)) for first, last, _ in tokens.numbered(example.spans))


def fit_matches(examples: Sequence[Example], cuts: TokenCuts) -> MatchesFinder:
    """Collect the strings that are tagged, except those that are mostly untagged."""
    usages = Mentions.of(examples, cuts).usages
    reliable = {tokens: usage for tokens, usage in usages.items() if usage.tagged.total() >= usage.untagged}
    return MatchesFinder(Mentions(reliable))


def fit_ner(base: str, language: str, seed: int) -> Fit:
    """Train spaCy's `ner`, started from a base or from nothing."""
    return partial(_fit_ner, base, language, seed)


def _fit_ner(base: str, language: str, seed: int, examples: Sequence[Example], cuts: TokenCuts) -> NerFinder:
    nlp = result_of(train_ner(examples, base, language, seed))
    entities = {span.entity for example in examples for span in example.spans}
    return NerFinder(nlp, Mentions.of(examples, cuts), entities)


def fit_together(fits: Sequence[Fit]) -> Fit:
    """Learn several finders, and take the mean of their predictions."""
    return partial(_fit_together, fits)


def _fit_together(fits: Sequence[Fit], examples: Sequence[Example], cuts: TokenCuts) -> Finder:
    return combine([fit(examples, cuts) for fit in fits])


def cuts_for(examples: Sequence[Example]) -> dict[str, list[int]]:
    """Return the tokens that the tags of these files cut, with the offsets of the cuts."""
    return needed_cuts((example.text, example.spans) for example in examples)


def out_of_reach(examples: Sequence[Example], cuts: TokenCuts) -> Counter[str]:
    """Count, by entity, the tags that do not consist of whole tokens: no finder can find them exactly."""
    lost = Counter[str]()
    for example in examples:
        borders = TextTokens.of(example.text, cuts).borders
        starts, ends = {start for start, _ in borders}, {end for _, end in borders}
        lost.update(tag.entity for tag in example.spans if tag.start not in starts or tag.end not in ends)
    return lost


def _sequences(
    example: Example,
    cuts: TokenCuts,
    setting: FieldSettings,
    knowledge: Knowledge,
    base: Base | None,
    cues: Collection[str],
) -> list[tuple[Observed, list[str]]]:
    """Return the features and labels of each known part of a file; features see the whole text."""
    tokens = TextTokens.of(example.text, cuts)
    own = knowledge.mentions.within(example, cuts)
    labels = setting.scheme.labels(len(tokens.borders), tokens.numbered(example.spans))
    reading = base.read(example.text, tokens.borders) if base else None
    records = GuessRecords.of([example])
    observed = featurize(tokens, setting.features, knowledge, own, reading, cues, example.guesses, records)
    return [(observed.part(first, last), labels[first:last]) for first, last in tokens.runs(example.known)]
