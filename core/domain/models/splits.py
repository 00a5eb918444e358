"""Split files, always whole, into those to learn from and those to measure on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random

CROSS_BELOW = 50
"""Below this many tagged files, a test set of a fifth says too little: cross-validation is the default."""

MAX_FOLDS = 5


class Dataset(StrEnum):
    """The set that a user put a file into; cross-validation ignores it."""

    TRAINING = "training"
    TESTING = "testing"


class SplitKind(StrEnum):
    """How files are divided for evaluation."""

    CROSS = "cross"  # folds over all tagged files give the figures; the model learns from all of them
    AUTO = "auto"  # a random share of the training set, by file, is held out
    MANUAL = "manual"  # the files marked as testing set are held out


@dataclass(frozen=True, slots=True)
class Split:
    """A reproducible way to divide files.

    Attributes:
        kind: method.
        test_share: percentage of files held out, for the automatic split.
        seed: of the random order, for the automatic split and the folds.
    """

    kind: SplitKind
    test_share: int = 20
    seed: int = 0


def default_kind(tagged_files: int) -> SplitKind:
    """Return the kind of split that suits a number of tagged files."""
    return SplitKind.CROSS if tagged_files < CROSS_BELOW else SplitKind.AUTO


def hold_out(names: Sequence[str], test_share: int, seed: int) -> tuple[list[str], list[str]]:
    """Divide files at random into (training, testing); each gets at least one file if there are two.

    The result depends on the set of names and the seed only, not on their order.
    """
    shuffled = _shuffled(names, seed)
    held = max(1, min(len(shuffled) - 1, round(len(shuffled) * test_share / 100)))
    return sorted(shuffled[held:]), sorted(shuffled[:held])


def folds(names: Sequence[str], seed: int, count: int = MAX_FOLDS) -> list[tuple[list[str], list[str]]]:
    """Divide files into at most `count` (training, testing) pairs; every file is tested exactly once."""
    shuffled = _shuffled(names, seed)
    count = min(count, len(shuffled))
    tests = [sorted(shuffled[part::count]) for part in range(count)]
    return [(sorted(set(shuffled) - set(test)), test) for test in tests]


def _shuffled(names: Sequence[str], seed: int) -> list[str]:
    ordered = sorted(names)
    Random(seed).shuffle(ordered)  # noqa: S311 - repeatable, not secret
    return ordered
