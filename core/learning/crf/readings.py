"""The ways in which a conditional random field can look at a text, and what they are called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from core.learning.crf.bio_scheme import Scheme
from core.learning.crf.features import FeatureSet


@dataclass(frozen=True, slots=True)
class View:
    """What a field looks at, and how it writes down what it learns; which suits a project is found by trying."""

    features: FeatureSet
    scheme: Scheme = Scheme.IOB2


NEAR = View(FeatureSet(wide=False))


def views(*, vectors: bool, guesses: bool = False) -> list[View]:
    """All there are, the most promising first; with or without the vectors of a base, and with or without guesses."""
    sets = [FeatureSet(wide, vectors, guesses) for wide in (True, False)]
    return [View(features, scheme) for scheme in (Scheme.IOB2, Scheme.IOB1) for features in sets]


def in_words(views: Sequence[View]) -> str:
    """What the fields with these views are, of which there is at least one."""
    schemes = defaultdict(list)
    for view in views:
        schemes[f"{'wide' if view.features.wide else 'near'} context"].append(view.scheme)
    contexts = "; ".join(f"{context}: {', '.join(which)}" for context, which in schemes.items())
    return f"CRF ({contexts})" if len(views) == 1 else f"{len(views)} CRFs ({contexts})"
