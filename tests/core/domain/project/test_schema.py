import pytest

from core.domain.project.schema import COLOURS, MAX_DESCRIPTION, Schema, check_entity_name, check_model_name
from core.errors import NotFoundError, RequestError


def test_new_entities_get_the_next_colour_and_key():
    schema = Schema()
    for number in range(12):
        schema = schema.added(f"E{number}")
    assert [e.colour for e in schema][: len(COLOURS)] == list(COLOURS)
    assert [e.hotkey for e in schema] == [*"1234567890", "", ""]


@pytest.mark.parametrize("name", ["", "   ", "a:b", "50%", "x" * 51, "a\nb", "what?", "a/b", "(x)", "\x1b[31m"])
def test_forbidden_entity_names_are_refused_in_a_sentence(name):
    with pytest.raises(RequestError, match="name"):
        check_entity_name(name)


@pytest.mark.parametrize("name", ["Borrower Name", "日付", "é!-_'\"@[]", "x" * 50])
def test_any_letter_digit_space_or_other_symbol_is_allowed(name):
    assert check_entity_name(f" {name} ") == name


@pytest.mark.parametrize("name", ["", "a b", "ä", "..", ".", ".hidden", "x" * 51, "a/b", "../up"])
def test_forbidden_model_names_are_refused(name):
    with pytest.raises(RequestError, match="name"):
        check_model_name(name)


def test_names_are_unique_whatever_their_case():
    schema = Schema().added("Date")
    with pytest.raises(RequestError, match="already"):
        schema.added("DATE")
    assert schema.renamed("Date", "DATE").names == ["DATE"]


def test_a_key_given_to_one_is_taken_from_the_other():
    schema = Schema().added("A").added("B").rekeyed("B", "1")
    assert [e.hotkey for e in schema] == ["", "1"]
    with pytest.raises(RequestError, match="key"):
        schema.rekeyed("A", "a")


def test_an_unknown_entity_is_named_with_those_that_exist():
    with pytest.raises(NotFoundError, match="its entities are: A, B"):
        Schema().added("A").added("B").get("C")


def test_a_description_is_one_line_and_follows_its_entity_when_that_is_renamed():
    schema = Schema().added("Who", description=" A person by name.\n No titles. ").renamed("Who", "Person")
    assert schema.get("Person").description == "A person by name. No titles."
    assert schema.described("Person", "").get("Person").description == ""


@pytest.mark.parametrize("description", ["x" * (MAX_DESCRIPTION + 1), "a\x1b[2Jb", "a\0b"])
def test_a_description_that_is_too_long_or_acts_on_terminals_is_refused(description):
    with pytest.raises(RequestError, match="description"):
        Schema().added("Person").described("Person", description)
