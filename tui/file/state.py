"""Everything that the screen of a file knows, as one value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.domain.finding.candidates import Likely
from core.domain.finding.jump_labels import LastingLabels
from core.domain.project.schema import Schema
from core.domain.tagging.review import ReviewSession
from core.domain.team.notes import Note
from core.domain.text.selection import Borders
from core.services.review.evidence import Evidence
from tui.file.modes import (
    Deciding,
    KeptLabels,
    Keymap,
    Meaning,
    Mode,
    OneLabel,
    Stepping,
    base_of,
    meaning_of,
)


@dataclass(frozen=True)
class State:
    """An open file, and how far its review has come.

    Attributes:
        name: of the file.
        names: of the files that next and previous go through.
        text: of the file.
        session: the decisions on the file, with the selection.
        schema: the entities of the project.
        notes: of people on the file, those on its text from top to bottom.
        mode: what keys mean.
        labels: letters given to likely places of this file.
        visible: borders of the text in view.
        evidence: what the tags of the project say.
        likely: places that look like a mention.
        is_read: the user has saved the file with nothing left to decide.
        has_decided: something was decided since the file was opened.
        trail: names of files left by going on, in which something can be undone; the latest last.
        shows_scores: whether every suggestion shows its score.
        shows_descriptions: whether the legend says what counts as each entity.
    """

    name: str
    names: Sequence[str]
    text: str
    session: ReviewSession
    schema: Schema
    notes: tuple[Note, ...] = ()
    mode: Mode = field(default_factory=Deciding)
    labels: LastingLabels = field(default_factory=LastingLabels)
    visible: Borders = (0, 0)
    evidence: Evidence = field(default_factory=Evidence)
    likely: Likely | None = None
    is_read: bool = False
    has_decided: bool = False
    trail: tuple[str, ...] = ()
    shows_scores: bool = False
    shows_descriptions: bool = False

    @property
    def selection(self) -> Borders | None:
        """Borders of the selected stretch of text, if any."""
        return self.session.selection

    @property
    def selected_text(self) -> str:
        """The selected stretch of text."""
        return self.text[slice(*self.selection)] if self.selection else ""

    def selecting(self, borders: Borders | None) -> State:
        """Return the state with another stretch selected, which ends stepping; None selects nothing new."""
        if borders is None:
            return self
        return replace(self, session=self.session.selecting(borders), mode=base_of(self.mode))

    def stepping_to(self, borders: Borders) -> State:
        """Return the state with the next likely place selected."""
        return replace(self, session=self.session.selecting(borders), mode=Stepping(base_of(self.mode)))

    @property
    def is_waiting(self) -> bool:
        """Whether suggestions wait for decisions, or selected text for an entity: letters are commands then."""
        return bool(self.session.current.suggestions) or self.has_open_selection

    @property
    def has_open_selection(self) -> bool:
        """Whether the selection is neither tagged nor suggested, nor was rejected."""
        return self.selection is not None and self.session.current.is_untouched(self.selection)

    @property
    def shown_labels(self) -> Mapping[str, Borders]:
        """Places by the label that is shown on them; of a label typed in part, by the letters that are left."""
        if isinstance(self.mode, OneLabel):
            return self.mode.labels
        if not isinstance(self.mode, KeptLabels) or self.is_waiting or self.likely is None:
            return {}
        typed = self.mode.typed
        found = self.labels.among(self.likely.between(*self.visible, self.session.current))
        return {label[len(typed) :]: place for label, place in found.items() if label.startswith(typed)}

    def meaning_of(self, key: str, character: str | None, keymap: Keymap) -> Meaning | None:
        """Return what a key means now; None if it means nothing in a file."""
        is_labelled = isinstance(self.mode, OneLabel) or bool(self.shown_labels)
        return meaning_of(self.mode, key, character, keymap, is_labelled=is_labelled)
