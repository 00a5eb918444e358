from __future__ import annotations

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from core.domain.text.spans import Span
from core.learning.pipeline.tokenizer import FineTokenizer, TextTokens, needed_cuts, tokenize

VOCAB = spacy.blank("xx").vocab
HOSTILE = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("\r\n\t \ufeff\x00\x1b👩‍👧é日本ภาษาא")),
    max_size=40,
)


@given(HOSTILE)
def test_the_document_of_any_text_is_that_text_exactly(text: str) -> None:
    doc = FineTokenizer(VOCAB, {})(text)

    assert doc.text == text
    assert all(text[token.idx : token.idx + len(token)] == token.text for token in doc)


@given(HOSTILE)
def test_tokens_cover_everything_but_blanks(text: str) -> None:
    covered = "".join(text[start:end] for start, end in tokenize(text, {}))

    assert covered == "".join(text.split())


@given(st.data())
def test_every_tag_has_its_borders_between_tokens(data: st.DataObject) -> None:
    text = data.draw(HOSTILE.filter(lambda made: len(made.strip()) > 1))
    visible = [index for index, char in enumerate(text) if not char.isspace()]
    first, last = sorted([data.draw(st.sampled_from(visible)), data.draw(st.sampled_from(visible))])
    span = Span(first, last + 1, "E")

    tokens = TextTokens.of(text, needed_cuts([(text, [span])]))

    [(begin, end, entity)] = tokens.numbered([span])
    assert (tokens.borders[begin][0], tokens.borders[end - 1][1], entity) == (span.start, span.end, "E")


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("USD1,000", ["USD", "1,000"]),
        ("(5%)s", ["(", "5", "%", ")", "s"]),
        ("山田太郎さん", ["山", "田", "太", "郎", "さ", "ん"]),
        ("東京タワー", ["東", "京", "タワー"]),
        ("e\u0301tat", ["e\u0301tat"]),
    ],
)
def test_letters_digits_punctuation_and_scripts_stand_apart(text: str, tokens: list[str]) -> None:
    assert TextTokens.of(text, {}).words == tokens


def test_a_token_cut_by_a_tag_is_cut_wherever_it_occurs() -> None:
    cuts = needed_cuts([("antivirus", [Span(4, 9, "Threat")])])

    assert TextTokens.of("an antivirus", cuts).words == ["an", "anti", "virus"]


def test_a_number_is_one_token_so_that_no_part_of_it_is_found_elsewhere() -> None:
    words = TextTokens.of("at 14.5% of $475,000.", {}).words

    assert words == ["at", "14.5", "%", "of", "$", "475,000", "."]


def test_a_number_that_a_tag_cuts_is_split_there() -> None:
    cuts = needed_cuts([("at 14.5%", [Span(6, 8, "Part")])])

    assert TextTokens.of("at 14.5%", cuts).words == ["at", "14.", "5", "%"]


@pytest.mark.parametrize(
    ("text", "after"),
    [("", []), ("a b", []), ("a\nb", []), ("\n\na b\n\n\nc\n\n", [2]), ("a\r\n \t\r\nb\r\rc\r\nd", [1, 2])],
)
def test_tokens_after_a_blank_line_are_known(text: str, after: list[int]) -> None:
    assert TextTokens.of(text, {}).after_blank_lines() == after
