"""Numbers with their nouns."""

import pytest

from core.domain.wording import counted


@pytest.mark.parametrize(
    ("number", "noun", "expected"),
    [
        (1, "entity", "1 entity"),
        (2, "entity", "2 entities"),
        (0, "key", "0 keys"),
        (1, "text record", "1 text record"),
        (1200, "text record", "1,200 text records"),
        (2, "box", "2 boxes"),
        (3, "match", "3 matches"),
    ],
)
def test_a_noun_has_the_form_that_its_number_needs(number, noun, expected):
    assert counted(number, noun) == expected
