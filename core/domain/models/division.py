"""Divide a project's files into those that a training learns from and those that measure the model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from core.domain.models.model import TagCounts
from core.domain.models.splits import Dataset, SplitKind, hold_out
from core.domain.models.training import TrainingSpec
from core.domain.project.documents import Files


def divide(files: Files, spec: TrainingSpec) -> tuple[list[str], list[str]]:
    """Return the names of the files to learn from, and of those to measure on: none under cross-validation.

    Neither split holds out a file with rejections only, as no tag in it could be missed. The automatic split holds out
    no partly decided file: what was accepted there is always learned.
    """
    learned = files.with_decisions()
    if spec.split.kind is SplitKind.CROSS:
        return list(learned.names), []
    marked = learned.in_dataset(Dataset.TRAINING)
    if spec.split.kind is SplitKind.AUTO:
        whole = marked.tagged() if spec.undecided else marked.decided()
        training, testing = hold_out(whole.names, spec.split.test_share, spec.split.seed)
        return sorted({*training, *marked.names} - {*testing}), testing
    return list(marked.names), list(learned.tagged().in_dataset(Dataset.TESTING).names)


def count_tags(files: Files) -> dict[str, TagCounts]:
    """Return for each entity how many tags it has, and in how many files."""
    in_files = Counter(entity for entry in files for entity in entry.tags)
    return {entity: TagCounts(tags, in_files[entity]) for entity, tags in sorted(files.tags.items())}


def distribution(files: Files, spec: TrainingSpec) -> Mapping[str, tuple[TagCounts, TagCounts]]:
    """Return the tags of each entity in the files to learn from, and in those to measure on.

    Under cross-validation each file is in both: it is learned from, and measured by a model that has not seen it.
    """
    training, testing = divide(files, spec)
    learned = count_tags(files.named(training))
    measured = count_tags(files.named(testing)) if testing else {}
    if spec.split.kind is SplitKind.CROSS:
        measured = learned
    none = TagCounts()
    return {name: (learned.get(name, none), measured.get(name, none)) for name in sorted({*learned, *measured})}
