"""A model's figures in words: what they mean for the work of a reviewer."""

from __future__ import annotations

from core.domain.models.metrics import Counts

_FEW = 30
"""Tags to measure on below which the figures can be far off."""


def in_words(counts: Counts) -> str:
    """Return what precision and recall mean: how many suggestions are right, how much is found."""
    if not counts.expected:
        return "There was nothing to measure on."
    found = _of_ten(counts.recall)
    if not counts.true_positives:
        return "It found nothing that was right."
    return f"Of 10 suggestions {_of_ten(counts.precision)} will be right; of 10 entities in a text it finds {found}."


def conclusion(counts: Counts) -> str:
    """Return what to do next."""
    if counts.expected < _FEW:
        return f"Measured on {counts.expected} tags only, this can be far off: tag and review some more files."
    if counts.f1 >= 0.9:
        return "Good enough to tag all other files; review what it suggests."
    if counts.f1 >= 0.6:
        return "Reviewing is quicker than tagging by hand: let it tag the next files, review them, and train again."
    return "It is wrong often: tag or review some more files, and train again before it tags many."


def _of_ten(share: float) -> str:
    tens = round(share * 10)
    if tens in (0, 10):
        return "nearly all" if tens else "hardly any"
    return f"about {tens}"
