"""The ways in which a conditional random field can look at a text, and what they are called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.learning.features import FeatureSet
from core.learning.labels import Scheme


@dataclass(frozen=True, slots=True)
class View:
    """What a field looks at, and how it writes down what it learns; which suits a project is found by trying."""

    features: FeatureSet
    scheme: Scheme = Scheme.IOB2


NEAR = View(FeatureSet(wide=False))


def views(*, vectors: bool) -> list[View]:
    """All there are, the most promising first; with or without the vectors of a base."""
    sets = [FeatureSet(wide, vectors) for wide in (True, False)]
    return [View(features, scheme) for scheme in (Scheme.IOB2, Scheme.IOB1) for features in sets]


def by_features(views: Iterable[View]) -> dict[FeatureSet, list[Scheme]]:
    """The schemes in which each set of features is used."""
    schemes = defaultdict(list)
    for view in views:
        schemes[view.features].append(view.scheme)
    return dict(schemes)


def in_words(views: Sequence[View], base: str) -> str:
    """What the fields with these views are, together.

    Args:
        views: at least one.
        base: name of the base pipeline; empty for none.
    """
    contexts = [
        f"{'wide' if features.wide else 'near'} context in {' and '.join(schemes)}"
        for features, schemes in by_features(views).items()
    ]
    kind = "CRF with" if len(views) == 1 else f"the mean of {len(views)} CRFs with"
    vectors = f", and the vectors of {base}" if base else ""
    return f"{kind} {' and '.join(contexts)}{vectors}"
