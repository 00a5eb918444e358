"""Which step comes next in a project, from its first entity to its last file."""

from __future__ import annotations

from enum import Enum, auto

from core.domain.project.documents import Files

ENOUGH_FILES = 5
"""Tagged files after which a first training is worth its seconds."""


class Step(Enum):
    """What to do next in a project."""

    NAME_ENTITIES = auto()
    OPEN_FILE = auto()
    TAG_FILES = auto()
    TRAIN = auto()
    REVIEW = auto()
    TRAIN_AGAIN = auto()
    FINISH_UNTRAINED = auto()
    FINISH = auto()


def next_step(files: Files, *, entities: int, has_model: bool) -> Step | None:
    """Return the step that comes next; None in a project without a usable file.

    Args:
        files: all files of the project.
        entities: number of entities that were named.
        has_model: whether a model was trained.
    """
    usable = files.usable()
    if not usable:
        return None
    if not entities:
        return Step.NAME_ENTITIES
    if usable.auto_tagged():
        return Step.REVIEW
    if not usable.to_do():
        return Step.FINISH if has_model or not usable.tags.total() else Step.FINISH_UNTRAINED
    if has_model:
        return Step.TRAIN_AGAIN
    if usable.tagged() and len(usable.tagged()) >= min(ENOUGH_FILES, len(usable)):
        return Step.TRAIN
    return Step.TAG_FILES if usable.tagged() or usable.unsaved() else Step.OPEN_FILE
