"""Ways to learn a finder from tagged files."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

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
from core.learning.vocabulary.knowledge import Knowledge
from core.learning.vocabulary.mentions import Mentions

Fit = Callable[[Sequence[Example], TokenCuts], Finder]


def fit_field(view: View, base: Base | None = None) -> Fit:
    """A conditional random field, and a base pipeline to see with."""

    def fit(examples: Sequence[Example], cuts: TokenCuts) -> CrfFinder:
        knowledge = Knowledge.of(examples, cuts)
        cues = cue_words({span.entity for example in examples for span in example.spans})
        sequences = [_sequence(example, cuts, view, knowledge, base, cues) for example in examples]
        return CrfFinder([Field(Crf.train(sequences, view.scheme), view.features)], knowledge, base)

    return fit


def fit_matches(examples: Sequence[Example], cuts: TokenCuts) -> MatchesFinder:
    """Strings that are tagged: nothing to train. Those that are mostly left bare say nothing and drop out."""
    mentions = Mentions.of(examples, cuts)
    telling = {tokens: seen for tokens, seen in mentions.seen.items() if seen.tagged.total() >= seen.bare}
    return MatchesFinder(Mentions(telling))


def fit_ner(base: str, language: str, seed: int) -> Fit:
    """SpaCy's `ner`, started from a base or from nothing."""

    def fit(examples: Sequence[Example], cuts: TokenCuts) -> NerFinder:
        nlp = result_of(train_ner(examples, base, language, seed))
        entities = {span.entity for example in examples for span in example.spans}
        return NerFinder(nlp, Mentions.of(examples, cuts), entities)

    return fit


def fit_together(fits: Sequence[Fit]) -> Fit:
    """The mean of several finders."""

    def fit(examples: Sequence[Example], cuts: TokenCuts) -> Finder:
        return joined([each(examples, cuts) for each in fits])

    return fit


def cuts_for(examples: Sequence[Example]) -> dict[str, list[int]]:
    """The tokens that the tags of these files cut."""
    return needed_cuts((example.text, example.spans) for example in examples)


def _sequence(
    example: Example,
    cuts: TokenCuts,
    view: View,
    knowledge: Knowledge,
    base: Base | None,
    cues: Collection[str],
) -> tuple[Observed, list[str]]:
    tokens = TextTokens.of(example.text, cuts)
    own = Mentions.of([example], cuts)
    labels = view.scheme.labels(len(tokens.borders), tokens.numbered(example.spans))
    reading = base.read(example.text, tokens.borders) if base else None
    return featurize(tokens, view.features, knowledge, own, reading, cues), labels
