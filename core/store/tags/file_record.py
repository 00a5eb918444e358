"""All that is stored of one text, as a value."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from core.domain.tagging.history import HistoryEntry
from core.domain.tagging.known import Known, known_parts
from core.domain.tagging.tagging import Tagging
from core.domain.tagging.tags import OriginKind, Tag
from core.domain.text.spans import Span


@dataclass(frozen=True)
class FileRecord:
    """All that is stored of one text.

    Attributes:
        name: of the text.
        hash: of the text when this was written.
        tagging: its spans.
        confirmed: a user has saved it, so that "no tags" means "no entity in it".
        job: id of the autotag job that did it last; empty if none has.
        suggested: number of suggestions that this job made.
        suppressed: number that it left out, since they overlap a tag or were rejected before.
        outdated: a training has succeeded while somebody had the file open; its suggestions go when the file is left.
        history: what was saved, oldest first.
        flagged: a user wants to come back to it.
        fell_back: the newest generation on disk is damaged; this is the one before it.
        journals: number of the last event of each run of decisions that was saved, since a crash may have left them
            in the journal.
    """

    name: str
    hash: str = ""
    tagging: Tagging = field(default_factory=Tagging)
    confirmed: bool = False
    job: str = ""
    journals: dict[str, int] = field(default_factory=dict)
    history: tuple[HistoryEntry, ...] = ()
    flagged: bool = False
    suggested: int = 0
    suppressed: int = 0
    outdated: bool = False
    fell_back: bool = field(default=False, compare=False)

    def decided(self, tagging: Tagging, by: str, at: str, *, read: bool = True) -> FileRecord:
        """Return the record after a user saved.

        If the text was read and nothing is left to decide, what has no tag is known to be no entity.
        """
        confirmed = self.confirmed or (read and not tagging.suggestions)
        if tagging == self.tagging and confirmed == self.confirmed:
            return self
        entry = HistoryEntry.of(self.tagging.difference(tagging), by, at)
        return replace(self, tagging=tagging, confirmed=confirmed, history=(*self.history, entry))

    def first_version(self, *, suggestions: bool) -> FileRecord:
        """Return the record that an annotator begins with who shall not see the tags of this one."""
        if not suggestions:
            return FileRecord(self.name, self.hash)
        return FileRecord(self.name, self.hash, Tagging(suggestions=self.tagging.suggestions), job=self.job)

    def known(self, text: str) -> Known:
        """Return the parts of the text that a training may learn from."""
        done = bool(self.job) and not self.tagging.suggestions and not self.unread_tags
        return known_parts(text, self.tagging, read=self.confirmed or done)

    @property
    def is_corrected(self) -> bool:
        """Whether a user corrected what a job suggested: changed or rejected a suggestion, or tagged what it missed."""
        origins = [tag.origin for tag in self.tagging.tags]
        was_suggested = bool(self.job) or any(origin.kind is OriginKind.ACCEPTED for origin in origins)
        missed = was_suggested and any(origin.kind is OriginKind.MANUAL for origin in origins)
        return bool(self.tagging.rejected) or missed or any(origin.changed for origin in origins)

    @property
    def decided_by(self) -> tuple[str, ...]:
        """Names of all who have saved decisions, sorted; an import is no decision."""
        tagged = {tag.by for tag in self.tagging.tags if tag.origin.kind is not OriginKind.IMPORTED}
        return tuple(sorted(({entry.by for entry in self.history} | tagged) - {""}))

    @property
    def unread_tags(self) -> list[Tag]:
        """The tags accepted with the rest, unless somebody has read the text to the end since."""
        return [] if self.confirmed else [tag for tag in self.tagging.tags if tag.origin.unread]

    def answers_to(self, model: str) -> frozenset[Span]:
        """Return the rejections of a model's own suggestions, and those of which the model is not known."""
        rejections = [each for entry in self.history for each in entry.rejections]
        own = {each.span for each in rejections if each.model == model}
        return self.tagging.rejected - ({each.span for each in rejections} - own)

    def without_suggestions(self) -> FileRecord:
        """Return the record as if no job had done the text: one that is resumed does it again."""
        return replace(
            self, tagging=self.tagging.without_suggestions(), job="", suggested=0, suppressed=0, outdated=False
        )
