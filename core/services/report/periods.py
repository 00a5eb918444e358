"""Days put together to weeks or months where they are many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

MOST = 45
"""Columns that a plot has room for."""


def by_period(days: Mapping[str, Mapping[str, int]], most: int = MOST) -> tuple[str, dict[str, Counter[str]]]:
    """Add up counts by day, week or month, whichever is the finest of which there are not too many.

    Args:
        days: counts by name, by day as `YYYY-MM-DD`; at least one.
        most: periods at most, unless there are more months.

    Returns:
        The word for the period, and the counts of all periods from the first to the last, empty ones too; a week is
        called by its Monday.
    """
    known = {date.fromisoformat(day): counts for day, counts in days.items()}
    first, last = min(known), max(known)
    every = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    fitting = (unit for unit, label in _UNITS.items() if len({label(day) for day in every}) <= most)
    unit = next(fitting, "month")
    label = _UNITS[unit]
    periods: dict[str, Counter[str]] = {label(day): Counter() for day in every}
    for day, counts in known.items():
        periods[label(day)].update(counts)
    return unit, periods


def _day(day: date) -> str:
    return day.isoformat()


def _week(day: date) -> str:
    return (day - timedelta(days=day.weekday())).isoformat()


def _month(day: date) -> str:
    return day.isoformat()[:7]


_UNITS = {"day": _day, "week": _week, "month": _month}
