"""The resource's quota of text records."""

from __future__ import annotations

from core.domain.project.quota import Quota
from core.errors import RequestError
from core.store.disk.clock import this_month
from core.store.project import resource

UNLIMITED = "none"
"""How a user writes that there shall be no limit."""

_DIGITS = 12


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


def parse_limit(text: str) -> int | None:
    """Parse a limit as a user writes it: a number of text records, or `none`.

    Raises:
        RequestError: it is neither.
    """
    text = text.strip().replace(",", "")
    if text.lower() == UNLIMITED:
        return None
    if not (text.isascii() and text.isdecimal()) or len(text) > _DIGITS:
        raise RequestError(f"The limit is a number of text records, or {UNLIMITED}; not {text!r}.")
    return int(text)


def set_limit(limit: int | None) -> Quota:
    """Set the limit of text records a month; None lifts it.

    Raises:
        StorageError: the resource cannot be written.
    """
    resource.set_limit(limit)
    return current_quota()
