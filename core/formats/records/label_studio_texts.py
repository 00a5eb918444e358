"""Which field of a Label Studio task is the text: the one that the regions quote, never just the first string."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from core.formats.placing import Mention, placed

Quote = tuple[int, int, str]
"""Start, end and quoted text of a region."""

_ADDRESS = re.compile(
    r"(?:(?:https?|s3|gs|azure-blob|file|ftp)://|/data/(?:upload|local-files)|data:[a-z]+/)\S*|upload/\S+\.\w{2,5}",
    re.IGNORECASE,
)


class TextField:
    """Knows which fields were proved to be the text in the tasks seen so far."""

    def __init__(self) -> None:
        self._proved: Counter[str] = Counter()

    def learn(self, data: object, quotes: Sequence[Quote]) -> None:
        """Note the fields that hold what a task's regions quote."""
        if isinstance(data, dict) and quotes:
            self._proved.update(_holding(_strings(data), quotes))

    def text_of(self, data: Mapping[str, object], quotes: Sequence[Quote]) -> str:
        """Return the text of a task.

        Raises:
            ValueError: it holds no text, only its address, or several strings of which none is proved to be the text.
        """
        strings = _strings(data)
        field = self._field(strings, quotes)
        if _ADDRESS.fullmatch(strings[field].strip()) and not (quotes and _holding({field: strings[field]}, quotes)):
            raise ValueError(f"data.{field} is the address {strings[field][:80]!r}, not a text; export the text itself")
        return strings[field]

    def _field(self, strings: Mapping[str, str], quotes: Sequence[Quote]) -> str:
        if not strings:
            raise ValueError("data holds no text")
        if quotes:
            holding = _holding(strings, quotes)
            if len(strings) == 1 or not holding:
                return next(iter(strings)) if len(strings) == 1 else self._usual(strings)
            return max(holding, key=lambda field: (field == "text", self._proved[field], len(strings[field])))
        return self._usual(strings)

    def _usual(self, strings: Mapping[str, str]) -> str:
        """Return the field that was proved before, is called `text`, is the only one, or the only one of words."""
        proved = [field for field, _ in self._proved.most_common() if field in strings]
        of_words = [field for field, text in strings.items() if len(text.split()) > 1]
        for candidates in (proved[:1], ["text"] if "text" in strings else [], list(strings), of_words):
            if len(candidates) == 1:
                return candidates[0]
        names = ", ".join(strings)
        raise ValueError(f"data has the strings {names}, and no region says which is the text; call it 'text'")


def _strings(data: Mapping[str, object]) -> dict[str, str]:
    return {field: held for field, held in data.items() if isinstance(held, str)}


def _holding(strings: Mapping[str, str], quotes: Sequence[Quote]) -> list[str]:
    """Return the fields in which all quotes are found where the regions say."""
    mentions = [Mention(start, end, "", quote) for start, end, quote in quotes]
    return [field for field, text in strings.items() if _holds(text, mentions)]


def _holds(text: str, mentions: Sequence[Mention]) -> bool:
    try:
        placed(text, mentions, "")
    except ValueError:
        return False
    return True
