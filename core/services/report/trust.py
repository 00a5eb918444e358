"""How far scores can be trusted: how often suggestions of a score were exactly right."""

from __future__ import annotations

from collections.abc import Sequence

from core.domain.models.reliability import bins_of_decisions, gap
from core.services.report.content import Reliability, Section, Table, Text

FEWEST = 30
"""Decisions below which nothing can be said."""

_SOURCE = (
    "A score says how likely a suggestion is to be exactly right. Here it is compared with what people decided after "
    "a look: accepted as it was, or changed or rejected. Suggestions accepted in bulk are left out. People who see a "
    "suggestion tend to agree with it, so that the shares may be a little high."
)


def trust_section(decided: Sequence[tuple[float, bool]]) -> Section | None:
    """Return the section; None if too few suggestions were decided one by one.

    Args:
        decided: score of each suggestion, and whether it was exactly right.
    """
    if len(decided) < FEWEST:
        return None
    bins = bins_of_decisions(decided)
    rows = [(f"{each.score:.0%}", f"{each.right:.0%}", f"{each.count:,}") for each in bins]
    summary = f"On average, scores and shares are {gap(bins) * 100:.0f} points apart (expected calibration error)."
    return Section(
        "How far scores can be trusted",
        [
            Reliability("Share that was right, by score", [(each.score, each.right, each.count) for each in bins]),
            Text(f"{summary} {_SOURCE}"),
            Table(("Mean score", "Right", "Decisions"), rows, folded="Figures"),
        ],
    )
