"""What a user does to one file: steps that can be written down, undone and redone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.domain.tagging.tagging import Change


class Action(StrEnum):
    """What the user did, as the history and the undo message call it."""

    ACCEPT = "accept"
    REJECT = "reject"
    ACCEPT_ALL = "accept all"
    REJECT_ALL = "reject all"
    TAG = "tag"
    TAG_ALL = "tag all"
    EDIT = "edit"
    EDIT_ALL = "edit all"
    REMOVE = "remove"
    ADJUDICATE = "adjudicate"
    ADJUDICATE_ALL = "adjudicate all"

    @property
    def is_bulk(self) -> bool:
        """Whether it can change many places at once."""
        return self in (Action.ACCEPT_ALL, Action.REJECT_ALL, Action.TAG_ALL, Action.EDIT_ALL)


class EventKind(StrEnum):
    """Whether a step was done, undone or redone."""

    DO = "do"
    UNDO = "undo"
    REDO = "redo"


@dataclass(frozen=True, slots=True)
class Step:
    """One action and the change that it made; undone and redone as a whole, however many spans it touches.

    Attributes:
        action: what the user did.
        change: the difference that it made.
        about: the stretches that an adjudication decided, since leaving one without a tag may change nothing.
    """

    action: Action
    change: Change
    about: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a session."""

    kind: EventKind
    step: Step
