"""Models that learn from a guesser's guesses: trained, run, and run where the guesser is gone."""

import json
from pathlib import Path

import pytest

from core.domain.models.model import Recipe
from core.domain.models.splits import Split, SplitKind
from core.domain.models.training import TrainingSpec
from core.domain.project.guessers import Guesser, GuesserKind
from core.domain.project.jobs import AutotagSpec, JobState
from core.errors import RequestError
from core.services.jobs import autotagging, guessers, jobs
from core.services.project import files
from core.services.training import models, rounds, training
from harness.chat_server import MODEL, serving

ROWS = [
    json.loads(row)
    for row in (Path(__file__).parents[2] / "gold" / "support_tickets.jsonl").read_text("utf-8").splitlines()
]


async def ended(project, job):
    async for seen in jobs.watch_job(project, job.id):
        job = seen
    return job


@pytest.fixture
def gold(tickets):
    """Strings of the sample with their entities."""
    pairs = {}
    for row in ROWS:
        text = (tickets.folder / row["name"]).read_bytes().removeprefix(b"\xef\xbb\xbf").decode()
        for start, end, label in row["spans"]:
            pairs[text[start:end]] = label
    return list(pairs.items())


def spec(**more):
    return TrainingSpec("m", base="guess:g", split=Split(SplitKind.CROSS), **{"budget": 1.0, **more})


async def test_a_model_learns_from_guesses_reads_them_again_and_says_what_they_brought(tickets, gold):
    untagged = tuple(files.list_files(tickets).untagged().names[:5])
    entities = tuple(sorted({entity for _, entity in gold}))
    with serving(gold) as server:
        guessers.add_guesser(tickets, Guesser("g", GuesserKind.CHAT, server.address, MODEL, examples=0))
        trained = await ended(tickets, training.start_training(tickets, spec()))
        assert trained.state is JobState.SUCCEEDED, trained.error
        assert trained.tokens > 0
        model = models.get_model(tickets, "m")
        assert model.base == "guess:g"
        assert model.gain is not None
        assert model.gain.with_guesses > model.gain.without
        assert model.guesser == "g"
        asked = len(server.requests)
        job = await ended(tickets, autotagging.start_autotag(tickets, AutotagSpec("m", entities, untagged)))
        assert (job.state, job.done, job.failures) == (JobState.SUCCEEDED, 5, ())
        assert len(server.requests) == asked + 5
        server.faults.change = lambda content, number: "Nothing."
        others = tuple(files.list_files(tickets).untagged().names[5:8])
        job = await ended(tickets, autotagging.start_autotag(tickets, AutotagSpec("m", entities, others)))
        assert (job.done, sorted(failure.name for failure in job.failures)) == (0, list(others))
    gone = tuple(files.list_files(tickets).untagged().names[8:11])
    job = await ended(tickets, autotagging.start_autotag(tickets, AutotagSpec("m", entities, gone)))
    assert job.state is JobState.FAILED
    assert "No server answers" in job.error
    alone = AutotagSpec("m", entities, gone, without_guesses=True)
    job = await ended(tickets, autotagging.start_autotag(tickets, alone))
    assert (job.state, job.done, job.failures) == (JobState.SUCCEEDED, 3, ())
    assert "Without the guesses of g: No server answers" in job.note


def test_a_training_with_guesses_is_checked_before_it_starts(tickets):
    guessers.add_guesser(tickets, Guesser("g", GuesserKind.CHAT, "https://models.example.com/v1", MODEL))
    with pytest.raises(RequestError, match="agree first"):
        training.check_training(tickets, spec())
    consent = guessers.plan_consent(tickets, "g")
    assert consent is not None
    guessers.agree(tickets, consent)
    training.check_training(tickets, spec())
    with pytest.raises(RequestError, match="learns from guesses"):
        training.check_training(tickets, spec(recipe=Recipe.MATCHES))
    with pytest.raises(RequestError, match="no guesser 'x'"):
        training.check_training(tickets, TrainingSpec("m", base="guess:x"))


async def test_the_first_training_after_a_first_guess_learns_from_its_guesser(tickets, gold):
    untagged = tuple(files.list_files(tickets).untagged().names[:2])
    with serving(gold) as server:
        guessers.add_guesser(tickets, Guesser("g", GuesserKind.CHAT, server.address, MODEL))
        await ended(tickets, autotagging.start_autotag(tickets, AutotagSpec("guess:g", (gold[0][1],), untagged)))
    assert rounds.plan_round(tickets).training.base == "guess:g"
    guessers.remove_guesser(tickets, "g")
    assert rounds.plan_round(tickets).training.base == ""
