from __future__ import annotations

from core.domain.text.spans import Span
from core.learning.training.examples import Example
from core.learning.vocabulary.mentions import REJECTED, Mentions


def tagged(name: str, text: str, *strings: str) -> Example:
    return Example(name, text, tuple(Span(text.index(s), text.index(s) + len(s), "City") for s in strings))


def test_tagged_strings_are_found_as_whole_tokens_and_in_the_same_case() -> None:
    mentions = Mentions.of([tagged("a", "in Rome now", "Rome")], {})

    assert list(mentions.find(["Rome", "Romeo", "rome", "in", "Rome"])) == [(0, 1), (4, 5)]


def test_strings_of_two_characters_say_too_little() -> None:
    assert not Mentions.of([tagged("a", "in LA now", "LA")], {}).usages


def test_it_counts_where_a_string_was_left_untagged() -> None:
    mentions = Mentions.of([tagged("a", "Rome and Rome", "Rome"), tagged("b", "Rome")], {})

    seen = mentions.look_up(["Rome"])

    assert seen is not None
    assert (seen.tagged["City"], seen.untagged, seen.files) == (1, 2, 1)


def test_it_survives_a_file() -> None:
    mentions = Mentions.of([tagged("a", "New York or York", "New York")], {})

    again = Mentions.from_list(mentions.to_list())  # type: ignore[arg-type]

    assert again.usages == mentions.usages
    assert list(again.find(["New", "York"])) == [(0, 2)]


def test_a_rejected_place_weighs_more_than_an_untagged_one() -> None:
    rejected = Example("b", "Rome", (), (Span(0, 4, "City"),))

    seen = Mentions.of([tagged("a", "Rome", "Rome"), rejected], {}).look_up(["Rome"])

    assert seen is not None
    assert seen.untagged == REJECTED
