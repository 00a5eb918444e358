"""Autotag jobs with a guesser: suggest its guesses without any training."""

from __future__ import annotations

from contextlib import closing

from core.domain.project.documents import Document
from core.domain.project.guessers import guesser_name
from core.domain.project.jobs import AutotagSpec, FileFailure, Job
from core.domain.text.spans import ScoredSpan
from core.errors import AutotagError
from core.guessing.guesser import Answer
from core.jobs.guessing import GuesserAtWork
from core.jobs.reporting import Reporter
from core.jobs.suggesting import Tally, suggest, texts_to_do
from core.store.disk.folders import ProjectFolder


def run_first_guess(folder: ProjectFolder, job: Job, spec: AutotagSpec, reporter: Reporter) -> None:
    """Suggest a guesser's guesses in the job's remaining files. Record files that fail.

    Raises:
        Cancelled: the user cancelled the job; finished files keep their suggestions.
        AutotagError: the guesser can read nothing, a limit is reached, or the job's file cannot be written.
    """
    reporter.report(stage="Opening the guesser")
    guesser = GuesserAtWork(folder, guesser_name(spec.model))
    tally = Tally(len(spec.files))
    waiting: dict[str, Document] = {}
    with closing(guesser.read(texts_to_do(folder, job.id, spec, tally, waiting))) as answers:
        for answer in answers:
            reason = ""
            if isinstance(answer, Answer):
                _store(folder, job.id, spec, waiting.pop(answer.name), answer, tally)
            else:
                reason = answer.reason
            reporter.report(**_fields(job, tally, guesser, reason))
    reporter.report(**_fields(job, tally, guesser))
    reporter.flush()


def _store(
    folder: ProjectFolder, job_id: str, spec: AutotagSpec, document: Document, answer: Answer, tally: Tally
) -> None:
    if answer.problem:
        tally.failures.append(FileFailure(document.name, answer.problem))
        return
    chosen = [
        ScoredSpan(guess.start, guess.end, guess.entity, guess.score)
        for guess in answer.guesses
        if guess.entity in spec.entities
        and guess.score >= spec.thresholds.get(guess.entity, spec.min_score if spec.min_score is not None else 0.0)
    ]
    try:
        suggested, suppressed = suggest(folder, document, chosen, job_id, spec.model)
    except AutotagError as error:
        tally.failures.append(FileFailure(document.name, str(error)))
    else:
        tally.add(document.records, suggested, suppressed)


def _fields(job: Job, tally: Tally, guesser: GuesserAtWork, reason: str = "") -> dict[str, object]:
    fields = tally.fields()
    return {
        **fields,
        "stage": f"{fields['stage']}: {reason}" if reason else fields["stage"],
        "tokens": job.tokens + guesser.tokens,
        "cost": round(job.cost + guesser.cost, 6),
        "dropped": job.dropped + guesser.dropped,
    }
