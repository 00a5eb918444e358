"""Ways to learn a finder from tagged files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from functools import partial

from core.learning.crf.features import cue_words, featurize
from core.learning.crf.model import Crf, Observed
from core.learning.crf.readings import View
from core.learning.finders.combined import joined
from core.learning.finders.finder import CrfFinder, Field, Finder, MatchesFinder
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


def fit_field(view: View, base: Base | None = None) -> Fit:
    """Learn a conditional random field, with features from a base pipeline if there is one."""
    return partial(_fit_field, view, base)


def _fit_field(view: View, base: Base | None, examples: Sequence[Example], cuts: TokenCuts) -> CrfFinder:
    knowledge = Knowledge.of(examples, cuts)
    cues = cue_words({span.entity for example in examples for span in example.spans})
    sequences = [
        sequence for example in examples for sequence in _sequences(example, cuts, view, knowledge, base, cues)
    ]
    return CrfFinder([Field(Crf.train(sequences, view.scheme), view.features)], knowledge, base)


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
    return joined([fit(examples, cuts) for fit in fits])


def cuts_for(examples: Sequence[Example]) -> dict[str, list[int]]:
    """The tokens that the tags of these files cut."""
    return needed_cuts((example.text, example.spans) for example in examples)


def out_of_reach(examples: Sequence[Example], cuts: TokenCuts) -> Counter[str]:
    """Count, by entity, the tags that are no run of whole tokens, so that no finder can find them exactly."""
    lost = Counter[str]()
    for example in examples:
        borders = TextTokens.of(example.text, cuts).borders
        starts, ends = {start for start, _ in borders}, {end for _, end in borders}
        lost.update(tag.entity for tag in example.spans if tag.start not in starts or tag.end not in ends)
    return lost


def _sequences(
    example: Example,
    cuts: TokenCuts,
    view: View,
    knowledge: Knowledge,
    base: Base | None,
    cues: Collection[str],
) -> list[tuple[Observed, list[str]]]:
    """The known parts of a file, each with the features of its tokens in the whole text, and their labels."""
    tokens = TextTokens.of(example.text, cuts)
    own = knowledge.mentions.within(example, cuts)
    labels = view.scheme.labels(len(tokens.borders), tokens.numbered(example.spans))
    reading = base.read(example.text, tokens.borders) if base else None
    records = GuessRecords.of([example])
    observed = featurize(tokens, view.features, knowledge, own, reading, cues, example.guesses, records)
    return [(observed.part(first, last), labels[first:last]) for first, last in tokens.runs(example.known)]
