"""The specification of a training, and its progress."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.models.model import Recipe
from core.domain.models.splits import Split, SplitKind
from core.domain.project.cluster import Cluster
from core.domain.project.guessers import guesser_name

ANY_LANGUAGE = "xx"
"""spaCy's code for multi-language pipelines."""

ENCODER = "encoder:"
"""Prefix of an encoder's folder where a base is named: `encoder:FOLDER`."""


def encoder_folder(base: str) -> str:
    """Return the folder that `encoder:FOLDER` stands for; empty if the base is no encoder."""
    return base.removeprefix(ENCODER) if base.startswith(ENCODER) else ""


DEFAULT_BUDGET = 6.0
"""Seconds for choosing and evaluating that suit most projects."""


@dataclass(frozen=True, slots=True)
class TrainingSpec:
    """How to train a model.

    Attributes:
        model: name of the model.
        recipe: how to learn.
        base: name of an installed spaCy pipeline to build on, or `guess:` and the name of a guesser, or `encoder:` and
            the folder of an encoder; empty for nothing.
        split: how to divide the files for evaluation.
        language: spaCy code of the language, for splitting texts into tokens; ANY_LANGUAGE for any.
        budget: seconds that choosing and evaluating may take; the final fit is always made.
        undecided: learn untagged text in partly decided files as "no entity", as if they were decided to the end;
            otherwise only the words around decisions are learned from there.
        cluster: where folds and candidates are learned side by side; None for this machine.
        quick: try two fields instead of four and compute no learning curve, for a first model that is needed soon.
    """

    model: str
    recipe: Recipe = Recipe.FAST
    base: str = ""
    split: Split = Split(SplitKind.CROSS)
    language: str = ANY_LANGUAGE
    budget: float = DEFAULT_BUDGET
    undecided: bool = False
    quick: bool = False
    cluster: Cluster | None = None

    @property
    def guesser(self) -> str:
        """Name of the guesser to build on; empty for none."""
        return guesser_name(self.base)

    @property
    def encoder(self) -> str:
        """Folder of the encoder to build on; empty for none."""
        return encoder_folder(self.base)

    @property
    def pipeline(self) -> str:
        """Name of the spaCy pipeline to build on; empty for none."""
        return "" if self.guesser or self.encoder else self.base


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of a training.

    Attributes:
        stage: current step, in a few words.
        done: share of the work done, 0..1.
    """

    stage: str
    done: float
