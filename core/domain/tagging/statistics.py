"""Count keys, decisions and tags since the app was opened."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.tagging.events import Action, Event, EventKind
from core.domain.wording import counted

KEYS_BY_HAND = 2.0
"""Keys that a tag by hand is assumed to take until enough were made to measure it: one selects, one tags."""

_ENOUGH = 10
"""Tags by hand from which on their measured keys are used."""


@dataclass
class Statistics:
    """Counts since the app was opened.

    Attributes:
        keys: keys pressed in files and in reviews by text.
        by_hand: tags made by hand.
        accepted: suggestions accepted.
        rejected: suggestions rejected.
        in_bulk: suggestions of both kinds that were decided in bulk.
    """

    keys: int = 0
    by_hand: int = 0
    accepted: int = 0
    rejected: int = 0
    in_bulk: int = 0

    def take(self, event: Event) -> None:
        """Count an event; undoing it takes it off again."""
        sign = -1 if event.kind is EventKind.UNDO else 1
        change, action = event.step.change, event.step.action
        if action in (Action.TAG, Action.TAG_ALL):
            self.by_hand += sign * len(change.tags_added)
        elif action in (Action.ACCEPT, Action.ACCEPT_ALL) or (action is Action.EDIT and change.suggestions_removed):
            self.accepted += sign * len(change.tags_added)
        elif action in (Action.REJECT, Action.REJECT_ALL):
            self.rejected += sign * len(change.suggestions_removed)
        if action in (Action.ACCEPT_ALL, Action.REJECT_ALL):
            self.in_bulk += sign * len(change.suggestions_removed)

    @property
    def keys_saved(self) -> int:
        """Estimate of the keys that accepting suggestions has saved."""
        by_hand = self.keys / self.by_hand if self.by_hand >= _ENOUGH and not self.accepted else KEYS_BY_HAND
        return max(0, round(by_hand * (self.accepted + self.by_hand) - self.keys))

    def sentence(self, seconds: float) -> str:
        """Return all counts in a sentence.

        Args:
            seconds: since the app was opened.
        """
        tags, decisions = self.by_hand + self.accepted, self.accepted + self.rejected
        parts = [f"{counted(tags, 'tag')} with {counted(self.keys, 'key')}"]
        if tags > 0:
            parts[0] += f" ({self.keys / tags:.1f} a tag)"
        if decisions > 0:
            parts.append(f"{counted(decisions, 'decision')}, {60 * decisions / max(seconds, 1):.0f} a minute")
            parts.append(f"{self.in_bulk / decisions:.0%} of them in bulk")
        if self.keys_saved:
            parts.append(f"about {counted(self.keys_saved, 'key')} fewer than by hand")
        return "Since the start: " + ", ".join(parts) + "."
