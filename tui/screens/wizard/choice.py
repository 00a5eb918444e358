"""What is chosen so far, handed from step to step."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.domain.project.jobs import AutotagSpec


@dataclass
class Choice:
    """The one thing that the steps share.

    Attributes:
        model: name; empty until one is chosen.
        entities: names; None until the step was seen, since all are chosen by default.
        files: names.
        min_score: lowest score; None for the model's own thresholds.
        thresholds: lowest scores of some entities in place of that.
    """

    model: str = ""
    entities: set[str] | None = None
    files: set[str] = field(default_factory=set)
    min_score: float | None = None
    thresholds: dict[str, float] = field(default_factory=dict)

    def spec(self) -> AutotagSpec:
        """The job that was chosen."""
        entities, files = tuple(sorted(self.entities or ())), tuple(sorted(self.files))
        thresholds = {entity: score for entity, score in self.thresholds.items() if entity in entities}
        return AutotagSpec(self.model, entities, files, self.min_score, thresholds)
