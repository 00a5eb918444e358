"""The resource's quota of text records."""

from __future__ import annotations

from core.domain.records import Quota
from core.errors import RequestError
from core.store import resource
from core.store.clock import this_month


def current_quota() -> Quota:
    """Limit and use of this month.

    Raises:
        StorageError: the resource cannot be read.
    """
    return resource.load_quota(this_month())


def past_quotas() -> list[Quota]:
    """Use of earlier months, latest first, against the present limit.

    Raises:
        StorageError: the resource cannot be read.
    """
    current = current_quota()
    used = resource.load_use()
    return [Quota(month, current.limit, used[month]) for month in sorted(used, reverse=True) if month != current.month]


def set_limit(limit: int | None) -> Quota:
    """Sets the limit of text records a month; None lifts it.

    Raises:
        RequestError: it is negative.
        StorageError: the resource cannot be written.
    """
    if limit is not None and limit < 0:
        raise RequestError(f"The limit is a number of text records from 0 on, or none; not {limit}.")
    resource.set_limit(limit)
    return current_quota()
