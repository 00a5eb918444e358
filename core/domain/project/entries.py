"""What lists show of one file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.domain.models.splits import Dataset
from core.domain.project.quota import text_records


@dataclass(frozen=True, slots=True)
class FileEntry:
    """What a list shows of one file.

    Attributes:
        name: POSIX path relative to the project folder.
        characters: length of the text in code points.
        stamp: sizes and times on disk, by which the store notices that an entry is stale.
        hash: of the text.
        dataset: training or testing set.
        tags: number of saved tags, per entity.
        suggestions: number of suggestions, per job.
        rejections: number of spans that were rejected.
        confirmed: the user saved it, so that "no tags" means "no entity in it".
        job: id of the autotag job that did it last; empty if none has, or if a training has deleted what it suggested.
        unsaved: it holds decisions that are not saved yet.
        flagged: a user wants to come back to it.
        assigned_to: annotators who shall tag it.
        decided_by: people who have saved decisions in it.
        unread_tags: number of tags accepted with the rest; 0 if somebody has read the file to the end since.
        doubt: how near to even chances its suggestions are, summed up: 0 is none, 1/2 a suggestion the most.
        blind: several annotators tag it without seeing each other's tags, and these have not become one yet.
        open_notes: number of notes on it that nobody has resolved and the user may see.
        problem: why the text cannot be used; empty if it can.
    """

    name: str
    characters: int = 0
    stamp: tuple[int, ...] = ()
    hash: str = ""
    dataset: Dataset = Dataset.TRAINING
    tags: Mapping[str, int] = field(default_factory=dict)
    suggestions: Mapping[str, int] = field(default_factory=dict)
    rejections: int = 0
    confirmed: bool = False
    job: str = ""
    unsaved: bool = False
    flagged: bool = False
    assigned_to: tuple[str, ...] = ()
    decided_by: tuple[str, ...] = ()
    unread_tags: int = 0
    doubt: float = 0.0
    blind: bool = False
    open_notes: int = 0
    problem: str = ""

    @property
    def records(self) -> int:
        """Text records of the file."""
        return text_records(self.characters)

    @property
    def tag_count(self) -> int:
        """Number of saved tags."""
        return sum(self.tags.values())

    @property
    def suggestion_count(self) -> int:
        """Number of suggestions of all jobs."""
        return sum(self.suggestions.values())

    @property
    def is_tagged(self) -> bool:
        """Whether a user has tagged it, or confirmed that there is nothing to tag."""
        return bool(self.tags) or self.confirmed

    @property
    def holds_decisions(self) -> bool:
        """Whether a training can learn from it: it is tagged, or something was rejected in it."""
        return self.is_tagged or self.rejections > 0

    @property
    def is_decided(self) -> bool:
        """Whether it is tagged and nothing is left to decide, so that untagged text means "no entity".

        That is, a user has read it to the end, or has decided on all that a job suggested, not only accepted the rest
        unread. Other files with decisions are partly decided: of them, a training learns only what `known_parts` says.
        """
        done = bool(self.job) and not self.unread_tags
        return self.is_tagged and not self.suggestions and (self.confirmed or done)

    @property
    def is_to_do(self) -> bool:
        """Whether it can be used and holds suggestions to decide on, or nobody has read it to the end yet."""
        return not self.problem and (bool(self.suggestions) or not self.confirmed)
