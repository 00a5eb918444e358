"""Settings of a conditional random field, and their description for users."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from core.learning.crf.bio_scheme import Scheme
from core.learning.crf.features import FeatureSet


@dataclass(frozen=True, slots=True)
class FieldSettings:
    """The features of a field and the BIO scheme of its labels; cross-validation finds the best for a project."""

    features: FeatureSet
    scheme: Scheme = Scheme.IOB2


NEAR_FIELD = FieldSettings(FeatureSet(wide=False))


def all_settings(*, vectors: bool, guesses: bool = False) -> list[FieldSettings]:
    """Return all settings to compare, most promising first.

    Args:
        vectors: use the word vectors of a base pipeline.
        guesses: use a guesser's guesses.
    """
    sets = [FeatureSet(wide, vectors, guesses) for wide in (True, False)]
    return [FieldSettings(features, scheme) for scheme in (Scheme.IOB2, Scheme.IOB1) for features in sets]


def describe_fields(settings: Sequence[FieldSettings]) -> str:
    """Describe the fields with these settings (at least one) in a phrase."""
    schemes = defaultdict(list)
    for setting in settings:
        schemes[f"{'wide' if setting.features.wide else 'near'} context"].append(setting.scheme)
    contexts = "; ".join(f"{context}: {', '.join(which)}" for context, which in schemes.items())
    return f"CRF ({contexts})" if len(settings) == 1 else f"{len(settings)} CRFs ({contexts})"
