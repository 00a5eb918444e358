"""What is chosen so far, handed from step to step."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.domain.jobs import AutotagSpec


@dataclass
class Choice:
    """The one thing that the steps share.

    Attributes:
        model: name; empty until one is chosen.
        entities: names; None until the step was seen, since all are chosen by default.
        files: names.
        min_score: lowest score; None for the model's own thresholds.
    """

    model: str = ""
    entities: set[str] | None = None
    files: set[str] = field(default_factory=set)
    min_score: float | None = None

    def spec(self) -> AutotagSpec:
        """The job that was chosen."""
        return AutotagSpec(self.model, tuple(sorted(self.entities or ())), tuple(sorted(self.files)), self.min_score)
