"""Four users of the machine and a worker on one project, some of them killed, in a short form of the benchmark."""

import pytest

from harness import unix_users
from harness.team_at_work import TeamAtWork


@pytest.mark.skipif(not unix_users.CAN_MAKE, reason="needs root, to make users")
@pytest.mark.slow
def test_four_users_and_a_worker_lose_nothing_by_kills_and_see_nothing_of_each_other():
    with unix_users.team("ann", "bob", "cy", "dee") as people:
        python = people.python()
        if not python:
            pytest.skip("no interpreter that other users can run")
        tally = TeamAtWork(people, python, 20).work(10)
    assert tally.kills
    assert tally.acknowledged
    assert tally.is_clean, tally
