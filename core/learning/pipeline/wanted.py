"""Which of the spans that a model finds are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Wanted:
    """Which spans to keep.

    Attributes:
        entities: only these; None for all.
        lowest: lowest score of all entities; None for the thresholds that training chose.
        thresholds: lowest scores of single entities.
    """

    entities: Sequence[str] | None = None
    lowest: float | None = None
    thresholds: Mapping[str, float] = field(default_factory=dict)
