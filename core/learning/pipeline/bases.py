"""Open and load bases of any kind."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path

from core.domain.models.training import Progress, TrainingSpec
from core.learning.encoders.base import FILE, EncoderBase
from core.learning.encoders.states import InMemory, Kept
from core.learning.pipeline.base import Base, PipelineBase


def open_base(spec: TrainingSpec, kept: Kept | None = None) -> Base | None:
    """Open the pipeline or encoder that a training builds on; None if it builds on neither.

    Args:
        spec: the training.
        kept: where the states of an encoder are kept.

    Raises:
        AutotagError: the base does not load.
    """
    if spec.encoder:
        return EncoderBase.open(Path(spec.encoder), kept or InMemory())
    return PipelineBase.load(spec.pipeline, remember=True) if spec.pipeline else None


def load_base(folder: Path) -> Base:
    """Load the base of a trained model.

    Raises:
        WorkError: it does not load.
    """
    return EncoderBase.load(folder) if (folder / FILE).exists() else PipelineBase.load(str(folder))


def read_all(base: Base, training: Sequence[str], others: Sequence[str]) -> Generator[Progress]:
    """Let a base read every text once, in this thread, and remember it: bases are not for several threads.

    Args:
        base: pipeline or encoder.
        training: texts that models learn from.
        others: texts that they are measured on.
    """
    count = len(training) + len(others)
    if isinstance(base, EncoderBase):
        for number in base.learn(training, others):
            yield Progress(f"Reading text {number} of {count} with the encoder", 0.0)
        return
    for number, text in enumerate([*training, *others]):
        base.read(text, ())
        yield Progress(f"Reading text {number + 1} of {count} with the base", 0.0)
