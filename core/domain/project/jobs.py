"""Jobs: what was asked for, how far it is, and which states may follow which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from core.domain.models.training import TrainingSpec
from core.domain.project.cluster import Cluster
from core.errors import RequestError


class JobKind(StrEnum):
    """What a job does."""

    TRAINING = "training"
    AUTOTAG = "autotag"


class JobState(StrEnum):
    """Where a job is. `interrupted`: its worker died; it can be resumed."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"

    @property
    def is_active(self) -> bool:
        """A worker has it, or will."""
        return self in (JobState.QUEUED, JobState.RUNNING, JobState.CANCELLING)

    @property
    def can_resume(self) -> bool:
        """There is something left to do, and nobody doing it."""
        return self in (JobState.INTERRUPTED, JobState.FAILED, JobState.CANCELLED)


_NEXT = {
    JobState.QUEUED: {JobState.RUNNING, JobState.CANCELLED, JobState.FAILED, JobState.INTERRUPTED},
    JobState.RUNNING: {JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLING, JobState.INTERRUPTED},
    JobState.CANCELLING: {JobState.CANCELLED, JobState.SUCCEEDED, JobState.FAILED, JobState.INTERRUPTED},
    JobState.SUCCEEDED: set[JobState](),
    JobState.FAILED: {JobState.QUEUED},
    JobState.CANCELLED: {JobState.QUEUED},
    JobState.INTERRUPTED: {JobState.QUEUED},
}


@dataclass(frozen=True, slots=True)
class AutotagSpec:
    """What an autotag job shall do.

    Attributes:
        model: name of the model.
        entities: the entities to suggest.
        files: names of the files.
        min_score: lowest score of a suggestion; None for the model's own thresholds.
        thresholds: per entity, the lowest score in place of `min_score` and of the model's own.
        without_guesses: whether a model that learned with a guesser or an encoder may run without it where it cannot be
            reached.
        after: id of the training job that makes the model, if it was not there yet; without its success nothing is
            tagged.
        cluster: where texts are read; None for this machine.
    """

    model: str
    entities: tuple[str, ...]
    files: tuple[str, ...]
    min_score: float | None = None
    thresholds: Mapping[str, float] = field(default_factory=dict)
    after: str = ""
    without_guesses: bool = False
    cluster: Cluster | None = None


JobSpec = TrainingSpec | AutotagSpec


@dataclass(frozen=True, slots=True)
class FileFailure:
    """A file that a job could not do, and why in a sentence."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Job:
    """A job in its present state.

    Attributes:
        id: unique in the project; sorts by the time of submission.
        spec: what was asked for.
        state: where it is.
        submitted, started, finished: ISO 8601 in UTC; empty while it has not come to that.
        progress: share done, 0..1.
        stage: what it is doing, in a few words.
        done: number of files already done (autotag).
        suggested: number of suggestions made.
        suppressed: number not kept because they overlap a tag or were rejected before.
        records: text records of the files done; at submission more are reserved, and given back at the end.
        tokens: used by a guesser that counts them.
        cost: of these tokens, in the currency of the guesser's prices.
        dropped: strings that a guesser named and that are nowhere in the text, or of no entity.
        note: what to know about how it was done, in a sentence; empty otherwise.
        failures: files that could not be done.
        error: why it failed, in a sentence; empty otherwise.
        traceback: for those who ask for it; empty otherwise.
    """

    id: str
    spec: JobSpec
    state: JobState = JobState.QUEUED
    submitted: str = ""
    started: str = ""
    finished: str = ""
    progress: float = 0.0
    stage: str = ""
    done: int = 0
    suggested: int = 0
    suppressed: int = 0
    records: int = 0
    tokens: int = 0
    cost: float = 0.0
    dropped: int = 0
    note: str = ""
    failures: tuple[FileFailure, ...] = field(default=())
    error: str = ""
    traceback: str = ""

    @property
    def kind(self) -> JobKind:
        """Whether it trains or autotags."""
        return JobKind.AUTOTAG if isinstance(self.spec, AutotagSpec) else JobKind.TRAINING

    def moved_to(self, state: JobState, at: str) -> Job:
        """Return the job in another state, with the time noted where it starts or ends.

        Raises:
            RequestError: that state cannot follow the present one.
        """
        if state not in _NEXT[self.state]:
            raise RequestError(f"The job {self.id} is {self.state}; it cannot become {state}.")
        if state is JobState.RUNNING:
            return replace(self, state=state, started=at, finished="", error="", traceback="")
        if state is JobState.QUEUED:
            return replace(self, state=state, finished="", error="", traceback="", stage="")
        return replace(self, state=state, finished="" if state.is_active else at)

    def seconds_left(self, now: str) -> float | None:
        """Estimate of the time it still takes, from its speed so far; None if it is not known yet."""
        if self.state is not JobState.RUNNING or not self.started or self.progress < 0.02:
            return None
        return self.seconds(now) / self.progress * (1 - self.progress)

    def seconds(self, now: str) -> float:
        """Return the seconds that the job has run until it ended, or until `now` (ISO 8601)."""
        if not self.started:
            return 0.0
        end = datetime.fromisoformat(self.finished or now)
        return max(0.0, (end - datetime.fromisoformat(self.started)).total_seconds())
