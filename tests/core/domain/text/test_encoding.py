from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.text.encoding import marked_encoding, unmarked_encoding

WIDE = ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]
ASCII = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=4)


@pytest.mark.parametrize("codec", WIDE)
@given(text=ASCII)
def test_a_wide_text_without_a_mark_is_recognised(codec, text):
    assert unmarked_encoding(text.encode(codec)) == codec
    assert marked_encoding(text.encode(codec)) == ""


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
@given(
    text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
)  # UTF-16, then NUL: UTF-32's mark
def test_a_marked_text_is_read_without_its_mark(codec, text):
    raw = text.encode(codec)
    assert raw.decode(marked_encoding(raw)) == text


@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff")))
def test_a_text_without_nul_is_utf_8(text):
    raw = text.encode()
    assert (marked_encoding(raw), unmarked_encoding(raw)) == ("", "")
