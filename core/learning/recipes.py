"""Ways to learn a finder from tagged files."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from core.learning.background import result_of
from core.learning.base import Base
from core.learning.combined import CombinedFinder
from core.learning.crf import Crf, Observed
from core.learning.examples import Example
from core.learning.features import FeatureSet, cue_words, featurize
from core.learning.finders import CrfFinder, Field, Finder, MatchesFinder
from core.learning.knowledge import Knowledge
from core.learning.labels import Scheme
from core.learning.mentions import Mentions
from core.learning.ner import NerFinder
from core.learning.neural import train_ner
from core.learning.tokenizer import Splits, TextTokens, needed_splits
from core.learning.views import View, by_features

Fit = Callable[[Sequence[Example], Splits], Finder]


def fit_fields(views: Sequence[View], base: Base | None = None) -> Fit:
    """A conditional random field for each view, and a base pipeline to see with."""

    def fit(examples: Sequence[Example], splits: Splits) -> CrfFinder:
        knowledge = Knowledge.of(examples, splits)
        cues = cue_words({span.entity for example in examples for span in example.spans})
        fields = []
        for features, schemes in by_features(views).items():
            seen = [_observed(example, splits, features, knowledge, base, cues) for example in examples]
            for scheme in schemes:
                labels = [_labels(example, splits, scheme) for example in examples]
                crf = Crf.train(list(zip(seen, labels, strict=True)), scheme)
                fields.append(Field(crf, features))
        return CrfFinder(fields, knowledge, base)

    return fit


def fit_matches(examples: Sequence[Example], splits: Splits) -> MatchesFinder:
    """Strings that are tagged: nothing to train. Those that are mostly left bare say nothing and drop out."""
    mentions = Mentions.of(examples, splits)
    telling = {tokens: seen for tokens, seen in mentions.seen.items() if seen.tagged.total() >= seen.bare}
    return MatchesFinder(Mentions(telling))


def fit_ner(base: str, language: str, seed: int) -> Fit:
    """SpaCy's `ner`, started from a base or from nothing."""

    def fit(examples: Sequence[Example], splits: Splits) -> NerFinder:
        nlp = result_of(train_ner(examples, base, language, seed))
        entities = {span.entity for example in examples for span in example.spans}
        return NerFinder(nlp, Mentions.of(examples, splits), entities)

    return fit


def fit_together(fits: Sequence[Fit]) -> Fit:
    """The mean of several finders."""

    def fit(examples: Sequence[Example], splits: Splits) -> Finder:
        return CombinedFinder([each(examples, splits) for each in fits])

    return fits[0] if len(fits) == 1 else fit


def splits_for(examples: Sequence[Example]) -> dict[str, list[int]]:
    """The tokens that the tags of these files cut."""
    return needed_splits((example.text, example.spans) for example in examples)


def _observed(
    example: Example,
    splits: Splits,
    features: FeatureSet,
    knowledge: Knowledge,
    base: Base | None,
    cues: Collection[str],
) -> Observed:
    tokens = TextTokens.of(example.text, splits)
    own = Mentions.of([example], splits)
    reading = base.read(example.text, tokens.borders) if base else None
    return featurize(tokens, features, knowledge, own, reading, cues)


def _labels(example: Example, splits: Splits, scheme: Scheme) -> list[str]:
    tokens = TextTokens.of(example.text, splits)
    return scheme.labels(len(tokens.borders), tokens.numbered(example.spans))
