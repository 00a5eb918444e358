"""Recipes that learn a finder from tagged files in one go: `fast` and `matches`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from core.learning.base import Base
from core.learning.components import CrfFinder, Field, MatchesFinder
from core.learning.crf import Crf, Observed, bio
from core.learning.examples import Example
from core.learning.features import FeatureSet, cue_words, featurize
from core.learning.knowledge import Knowledge
from core.learning.mentions import Mentions
from core.learning.tokenizer import Splits, TextTokens, needed_splits

Fit = Callable[[Sequence[Example], Splits], CrfFinder | MatchesFinder]


def fit_fast(views: Sequence[FeatureSet], base: Base | None = None) -> Fit:
    """The recipe `fast`: a field for each choice of features, and a base pipeline to see with."""

    def fit(examples: Sequence[Example], splits: Splits) -> CrfFinder:
        knowledge = Knowledge.of(examples, splits)
        cues = cue_words({span.entity for example in examples for span in example.spans})
        fields = []
        for features in views:
            sequences = [_sequence(example, splits, features, knowledge, base, cues) for example in examples]
            fields.append(Field(Crf.train(sequences), features))
        return CrfFinder(fields, knowledge, base)

    return fit


def fit_matches(examples: Sequence[Example], splits: Splits) -> MatchesFinder:
    """The recipe `matches`: nothing to train. Strings that are mostly left bare say nothing and drop out."""
    mentions = Mentions.of(examples, splits)
    telling = {tokens: seen for tokens, seen in mentions.seen.items() if seen.tagged.total() >= seen.bare}
    return MatchesFinder(Mentions(telling))


def splits_for(examples: Sequence[Example]) -> dict[str, list[int]]:
    """The tokens that the tags of these files cut."""
    return needed_splits((example.text, example.spans) for example in examples)


def _sequence(
    example: Example,
    splits: Splits,
    features: FeatureSet,
    knowledge: Knowledge,
    base: Base | None,
    cues: Collection[str],
) -> tuple[Observed, list[str]]:
    tokens = TextTokens.of(example.text, splits)
    own = Mentions.of([example], splits)
    labels = bio(len(tokens.borders), tokens.numbered(example.spans))
    reading = base.read(example.text, tokens.borders) if base else None
    return featurize(tokens, features, knowledge, own, reading, cues), labels
