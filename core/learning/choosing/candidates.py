"""Ways of learning that cross-validation compares, and means of several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.learning.choosing.budget import FIELD, Pace
from core.learning.choosing.validation import HeldOutFile
from core.learning.crf.field_settings import FieldSettings, describe_fields
from core.learning.finders.predictions import averaged
from core.learning.finders.recipes import Fit, fit_together

QUICK = 1e-4
"""Seconds a character up to which a candidate can be learned many times over."""


@dataclass(frozen=True)
class Candidate:
    """A way of learning.

    Attributes:
        name: in words.
        fits: each learns a part; the candidate is the mean of all.
        settings: of the fields among the parts.
        pace: how long each fit takes.
        judged: files judged so far, by models that had not seen them.
        folds: number of folds in which these were judged.
        learned_from: number of files that each of these models had learned from.
    """

    name: str
    fits: Sequence[Fit]
    settings: Sequence[FieldSettings] = ()
    pace: Pace = FIELD
    judged: Sequence[HeldOutFile] = ()
    folds: int = 0
    learned_from: int = 0

    @property
    def fit(self) -> Fit:
        """Return what learns all parts."""
        return fit_together(self.fits)

    @property
    def is_quick(self) -> bool:
        """Whether it can be learned many times over."""
        return self.pace.a_character <= QUICK


def mean_of(parts: Sequence[Candidate]) -> Candidate:
    """Combine candidates that judged the same files; their mean needs no further learning."""
    judged = [
        HeldOutFile.of(files[0].example, averaged([file.predictions for file in files]))
        for files in zip(*(part.judged for part in parts), strict=True)
    ]
    settings = [setting for part in parts for setting in part.settings]
    fits = [fit for part in parts for fit in part.fits]
    slowest = max((part.pace for part in parts), key=lambda pace: pace.a_character)
    return Candidate(f"the mean of {names_of(parts)}", fits, settings, slowest, judged)


def means_of_best(parts: Sequence[Candidate]) -> list[Candidate]:
    """Return the first of some candidates, and the means of the first two, three, and so on."""
    return [parts[0], *(mean_of(parts[:count]) for count in range(2, len(parts) + 1))]


def names_of(candidates: Sequence[Candidate]) -> str:
    """Name several candidates, the fields among them first."""
    settings = [setting for candidate in candidates for setting in candidate.settings]
    others = [candidate.name for candidate in candidates if not candidate.settings]
    return " and ".join([describe_fields(settings), *others] if settings else others)
