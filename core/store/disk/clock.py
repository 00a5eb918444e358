"""The time, as it is written into records."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> str:
    """Return the present time as ISO 8601 in UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def this_month() -> str:
    """Return the present calendar month in the machine's local time, as YYYY-MM."""
    return datetime.now().astimezone().strftime("%Y-%m")
