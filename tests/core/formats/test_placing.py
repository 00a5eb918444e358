"""Offsets in other units: proved by quotes, or refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.formats.placing import Mention, placed
from tests.core.formats.projects import TEXTS

UNITS = {
    "UTF-16 code units": lambda text, at: len(text[:at].encode("utf-16-le")) // 2,
    "code points with CRLF as one": lambda text, at: len(text[:at].replace("\r\n", "\n")),
    "UTF-16 code units with CRLF as one": lambda text, at: (
        len(text[:at].replace("\r\n", "\n").encode("utf-16-le")) // 2
    ),
    "code points after a byte order mark": lambda text, at: at + 1,
    "bytes": lambda text, at: len(text[:at].encode()),
}


@pytest.mark.parametrize("unit", UNITS)
@given(st.lists(TEXTS, min_size=3, max_size=6))
def test_quotes_prove_the_unit_whatever_the_text(unit, parts):
    """Unique words between hostile pieces are found again."""
    text, spans = "", []
    for number, part in enumerate(parts):
        text += f"{part}\r\n👍"
        spans.append((len(text), len(text) + 6, f"word{number:02d}"))
        text += f"word{number:02d}"
    count = UNITS[unit]
    mentions = [Mention(count(text, start), count(text, end), "A", quote) for start, end, quote in spans]
    found, _ = placed(text, mentions, "x")
    assert [text[span.start : span.end] for span in found] == [quote for _, _, quote in spans]


@given(TEXTS, st.data())
def test_exact_offsets_are_never_moved(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    [span], adjusted = placed(text, [Mention(start, end, "A", text[start:end])], "x")
    assert (span.borders, adjusted) == ((start, end), ())


def test_an_inclusive_end_is_known_by_its_quotes_and_counted():
    found, adjusted = placed("Ada met Ben", [Mention(0, 2, "A", "Ada"), Mention(8, 10, "A", "Ben")], "x")
    assert [span.borders for span in found] == [(0, 3), (8, 11)]
    assert [loss.kind for loss in adjusted] == ["offsets in code points with the last one included"] * 2


@pytest.mark.parametrize(
    ("mentions", "reason"),
    [
        ([Mention(0, 3, "A", "Bob")], "'Ada', not 'Bob'"),
        ([Mention(0, 3, "A", "Ada"), Mention(9, 12, "A", "Ben")], "beyond|not 'Ben'"),
        ([Mention(0, 30, "A")], "beyond"),
        ([Mention(2, 2, "A")], "start < end"),
        ([Mention(-1, 2, "A", "Ad")], "not 'Ad'|start"),
    ],
)
def test_what_does_not_fit_is_refused(mentions, reason):
    with pytest.raises(ValueError, match=reason):
        placed("Ada met Ben", mentions, "x")
