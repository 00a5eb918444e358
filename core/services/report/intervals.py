"""Shares with their 95 % intervals, as a table shows them."""

from __future__ import annotations

_TO = "\u2011"
"""A hyphen at which no line breaks."""


def with_interval(value: float | None, low: float | None, high: float | None) -> str:
    """Return a share with its interval, which stays on one line; a question mark if nothing is known."""
    if value is None:
        return "?"
    return f"{value:.2f}" if low is None or high is None else f"{value:.2f} ({low:.2f}{_TO}{high:.2f})"
