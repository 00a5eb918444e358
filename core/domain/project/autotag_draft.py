"""An autotag job while the user is still choosing."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.domain.project.jobs import AutotagSpec


@dataclass
class AutotagDraft:
    """The choices so far. The steps that choose share one draft, so that going back keeps them.

    Attributes:
        model: name; empty until one is chosen.
        entities: names; None until that step was opened, which chooses all.
        files: names.
        min_score: lowest score; None for the model's own thresholds.
        thresholds: lowest scores of single entities, which override `min_score`.
    """

    model: str = ""
    entities: set[str] | None = None
    files: set[str] = field(default_factory=set)
    min_score: float | None = None
    thresholds: dict[str, float] = field(default_factory=dict)

    def spec(self) -> AutotagSpec:
        """Return the job as chosen."""
        entities, files = tuple(sorted(self.entities or ())), tuple(sorted(self.files))
        thresholds = {entity: score for entity, score in self.thresholds.items() if entity in entities}
        return AutotagSpec(self.model, entities, files, self.min_score, thresholds)
