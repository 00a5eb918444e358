"""An autotag job while the user is still choosing."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.domain.project.jobs import AutotagSpec


@dataclass
class AutotagDraft:
    """The choices so far. The steps that choose share one draft, so that going back keeps them.

    Attributes:
        model: name, or `guess:NAME` for a guesser; empty until one is chosen.
        without_guesses: the model suggests without the guesser that it learned with.
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
    without_guesses: bool = False

    def choose(self, model: str, *, without_guesses: bool = False) -> None:
        """Choose a model; another one than before starts with all of its entities and its own thresholds."""
        self.without_guesses = without_guesses
        if model != self.model:
            self.model = model
            self.entities = None
            self.thresholds.clear()

    def spec(self) -> AutotagSpec:
        """Return the job as chosen."""
        entities, files = tuple(sorted(self.entities or ())), tuple(sorted(self.files))
        thresholds = {entity: score for entity, score in self.thresholds.items() if entity in entities}
        return AutotagSpec(
            self.model, entities, files, self.min_score, thresholds, without_guesses=self.without_guesses
        )
