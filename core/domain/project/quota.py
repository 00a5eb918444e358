"""Text records, and the monthly quota of them."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.wording import counted
from core.errors import QuotaError

RECORD = 1000
"""Characters (Unicode code points) in one text record."""

DEFAULT_LIMIT = 5000
"""Text records a month, as the product allowed that this one replaces."""


def text_records(characters: int) -> int:
    """Text records of one file: its characters in thousands, rounded up; 0 for an empty file.

    Every file is rounded up by itself, so the records of several files are the sum of each one's.
    """
    return -(-characters // RECORD)


@dataclass(frozen=True, slots=True)
class Quota:
    """What a resource may use in one calendar month.

    Attributes:
        month: as YYYY-MM, in the machine's local time.
        limit: text records a month; None if lifted.
        used: text records used or reserved in that month.
    """

    month: str
    limit: int | None = DEFAULT_LIMIT
    used: int = 0

    @property
    def left(self) -> int | None:
        """Text records left this month; None if there is no limit."""
        return None if self.limit is None else max(0, self.limit - self.used)

    def allows(self, records: int) -> bool:
        """Return whether so many more text records fit."""
        return self.left is None or records <= self.left

    def check(self, records: int) -> None:
        """Check that so many more text records fit.

        Raises:
            QuotaError: they do not; the sentence has the figures.
        """
        if not self.allows(records):
            raise QuotaError(
                f"The job needs {counted(records, 'text record')}, but only {self.left:,} of {self.limit:,} are left "
                f"in {self.month}; choose fewer files, or change the limit with 'autotag quota --limit'."
            )
