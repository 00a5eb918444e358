"""The kill harness of the benchmarks in a short form: nothing is lost with us, and much with TinyDB's storages."""

import pytest

from harness import deciding, killing


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """A load sets the home of its processes."""
    monkeypatch.setenv("AUTOTAG_HOME", "")


@pytest.mark.parametrize("kind", [killing.RecordFileRows, killing.Decisions, killing.Commands])
def test_what_was_acknowledged_survives_every_kill(tmp_path, kind):
    tally = killing.kill_often(kind(tmp_path / "load"), 10)
    assert tally.acknowledged
    assert tally.is_clean, tally


def test_the_harness_catches_a_storage_that_loses_what_it_acknowledged(tmp_path):
    tally = killing.kill_often(killing.CachingRows(tmp_path / "load"), 3)
    assert tally.lost


def test_four_processes_that_decide_at_once_lose_nothing(tmp_path):
    result = deciding.decide_at_once(tmp_path / "together", 1000)
    assert result.found == result.decisions == 1000
