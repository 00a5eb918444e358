"""Settings of a model that its spaCy pipeline does not hold, in a file in the pipeline's folder."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.learning.choosing.calibration import Calibration
from core.learning.vocabulary.mentions import Mentions

FILE = "autotag.json"


@dataclass(frozen=True)
class PipelineSettings:
    """Thresholds and other settings of a model.

    Attributes:
        thresholds: per entity, the lowest score at which a span is suggested.
        thresholds_alone: the same for texts read without the guesses or the encoder that the model learned with.
        learned_with_encoder: whether the model uses an encoder.
        calibration: for a pipeline of spaCy's own components, which have no scores.
        mentions: for the same.
        labels: for a pipeline that was trained elsewhere, the entity that each of its labels stands for.
    """

    thresholds: dict[str, float] = field(default_factory=dict)
    calibration: Calibration = field(default_factory=Calibration)
    mentions: Mentions = field(default_factory=lambda: Mentions({}))
    labels: dict[str, str] = field(default_factory=dict)
    thresholds_alone: dict[str, float] = field(default_factory=dict)
    learned_with_encoder: bool = False

    @property
    def learned_with_guesses(self) -> bool:
        """Whether the model reads a guesser's guesses where there are some."""
        return bool(self.thresholds_alone) and not self.learned_with_encoder

    def thresholds_for(self, *, alone: bool) -> dict[str, float]:
        """Return the thresholds for texts read without guesses or encoder, or with them."""
        return self.thresholds_alone if alone and self.thresholds_alone else self.thresholds

    def save(self, pipeline: Path) -> None:
        """Write the file into the pipeline's folder."""
        kept = {
            "thresholds": self.thresholds,
            "calibration": self.calibration.to_dict(),
            "mentions": self.mentions.to_list(),
            "labels": self.labels,
            "thresholds_alone": self.thresholds_alone,
            "encoder": self.learned_with_encoder,
        }
        (pipeline / FILE).write_text(json.dumps(kept), "utf-8")

    @classmethod
    def load(cls, pipeline: Path) -> PipelineSettings:
        """Read the file; a pipeline that was not trained here has none, and no extras."""
        path = pipeline / FILE
        if not path.exists():
            return cls()
        kept: Any = json.loads(path.read_text("utf-8"))
        return cls(
            kept["thresholds"],
            Calibration.from_dict(kept["calibration"]),
            Mentions.from_list(kept["mentions"]),
            kept.get("labels", {}),
            kept.get("thresholds_alone", {}),
            kept.get("encoder", False),
        )
