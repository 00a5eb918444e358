import pytest

from core.domain.models.training import TrainingSpec
from core.domain.project.jobs import AutotagSpec, Job, JobKind, JobState
from core.errors import RequestError

JOB = Job("1", AutotagSpec("m", ("A",), ("a.txt",)))


def test_the_kind_follows_from_what_was_asked():
    assert JOB.kind is JobKind.AUTOTAG
    assert Job("2", TrainingSpec("m")).kind is JobKind.TRAINING


def test_a_job_that_ended_cannot_be_cancelled():
    done = JOB.moved_to(JobState.RUNNING, "t1").moved_to(JobState.SUCCEEDED, "t2")
    assert (done.started, done.finished) == ("t1", "t2")
    with pytest.raises(RequestError, match="cannot become cancelling"):
        done.moved_to(JobState.CANCELLING, "t3")


def test_an_interrupted_job_can_be_queued_again_without_its_error():
    again = JOB.moved_to(JobState.RUNNING, "t").moved_to(JobState.INTERRUPTED, "t").moved_to(JobState.QUEUED, "t")
    assert again.state.is_active
    assert again.error == ""


def test_the_time_left_follows_from_the_speed_so_far():
    from dataclasses import replace

    running = replace(JOB.moved_to(JobState.RUNNING, "2026-01-01T00:00:00+00:00"), progress=0.25)
    assert running.seconds_left("2026-01-01T00:00:10+00:00") == pytest.approx(30)
    assert JOB.seconds_left("2026-01-01T00:00:10+00:00") is None
