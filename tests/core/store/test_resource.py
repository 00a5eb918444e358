"""The quota of jobs that are resumed in a later month."""

import pytest

from core.errors import QuotaError
from core.store.project.resource import Use, load_quota, reserve, set_limit, settle


def test_a_job_resumed_in_a_later_month_takes_the_rest_of_its_records_from_that_month():
    set_limit(10)
    reserve(Use("2026-01", "job", "p", 8))
    settle("job", 3)  # interrupted after three
    reserve(Use("2026-02", "job", "p", 8))
    assert (load_quota("2026-01").used, load_quota("2026-02").used) == (3, 5)
    settle("job", 8)
    assert (load_quota("2026-01").used, load_quota("2026-02").used) == (3, 5)
    settle("job", 6)  # two files of the rest failed
    assert (load_quota("2026-01").used, load_quota("2026-02").used) == (3, 3)


def test_a_job_resumed_in_a_later_month_is_refused_if_that_month_is_used_up():
    set_limit(10)
    reserve(Use("2026-01", "job", "p", 8))
    settle("job", 3)
    reserve(Use("2026-02", "other", "p", 8))
    with pytest.raises(QuotaError):
        reserve(Use("2026-02", "job", "p", 8))
    assert (load_quota("2026-01").used, load_quota("2026-02").used) == (3, 8)
