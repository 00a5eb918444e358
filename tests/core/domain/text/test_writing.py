"""Offsets carried between ways to write the same text."""

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.text.writing import carried_offsets, earlier_writing, ways_to_write

TEXT = "Zoë paid €5.\nÅsa, naïve, left.\n\nEnd"
CHARACTERS = st.text(st.sampled_from("aéÅ가각\n한e´日 👍"), max_size=40)


@pytest.mark.parametrize("old", list(ways_to_write(TEXT)))
def test_every_word_is_found_between_all_ways_to_write_a_text(old):
    for new in ways_to_write(TEXT):
        for word in TEXT.split():
            written = next(w for form in ("NFC", "NFD") if (w := normalize(form, word)) in old)
            start = old.index(written)
            to = carried_offsets(old, new, [start, start + len(written)])
            assert normalize("NFC", new[to[start] : to[start + len(written)]]) == word


@given(CHARACTERS, st.data())
def test_spans_keep_their_characters_and_their_order(text, data):
    composed = normalize("NFC", text)
    old, new = data.draw(st.permutations(list(ways_to_write(composed))))[:2] if composed else (text, text)
    offsets = range(len(old) + 1)
    to = carried_offsets(old, new, offsets)
    assert [to[o] for o in offsets] == sorted(to[o] for o in offsets)
    assert to[len(old)] == len(new)


def test_an_earlier_writing_is_recognised_and_another_text_is_not():
    old = normalize("NFD", TEXT).replace("\n", "\r\n")
    assert earlier_writing(TEXT, old.__eq__) == old
    assert earlier_writing(TEXT, "another".__eq__) is None
