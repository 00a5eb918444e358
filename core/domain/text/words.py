"""Split a text into words, to move and resize spans by; models have their own tokens."""

from __future__ import annotations

import re
from functools import cache, lru_cache

# A word is a run of letters, digits and marks of one script; any other character but whitespace is a word by itself.
# Scripts written without blanks (Han, Hiragana, Katakana) would otherwise make one word of a whole sentence.
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f々〆〇"
_HIRAGANA = "\u3041-\u3096\u309d-\u309f"
_KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f"
_MARKS = "\u0300-\u036f\u3099\u309a\u200d\ufe0e\ufe0f"
_OWN_SCRIPT = _HAN + _HIRAGANA + _KATAKANA
_WORD = (
    f"[{_HAN}][{_HAN}{_MARKS}]*"
    f"|[{_HIRAGANA}][{_HIRAGANA}{_MARKS}]*"
    f"|[{_KATAKANA}][{_KATAKANA}{_MARKS}]*"
    f"|(?:[^\\W{_OWN_SCRIPT}][{_MARKS}]*)+(?:['’](?:[^\\W{_OWN_SCRIPT}][{_MARKS}]*)+)*"
    f"|\\S[{_MARKS}]*"
)


@lru_cache(maxsize=8)
def words(text: str) -> tuple[tuple[int, int], ...]:
    """Return the borders (start, end) of the words of a text in order, in code points."""
    return tuple(match.span() for match in _word().finditer(text))


@cache
def _word() -> re.Pattern[str]:
    return re.compile(_WORD)  # takes 5 ms, which only those who need it pay
