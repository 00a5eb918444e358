from __future__ import annotations

from core.learning.vocabulary.phrases import Phrases


def test_the_longest_phrase_is_found_at_each_token() -> None:
    phrases = Phrases([("new", "york"), ("new",), ("york", "minster")])

    assert list(phrases.find(["new", "york", "minster", "new"])) == [(0, 2), (1, 3), (3, 4)]


def test_a_phrase_cut_off_by_the_end_is_not_found() -> None:
    phrases = Phrases([("a", "b"), ("a", "b", "c")])

    assert list(phrases.find(["x", "a", "b"])) == [(1, 3)]
    assert list(phrases.find(["x", "a"])) == []
