"""Deciding many at once, and labels for places."""

from hypothesis import given
from hypothesis import strategies as st

from core.domain.finding.jump_labels import label_places
from core.domain.finding.tagged_strings import TaggedStrings
from core.domain.tagging.bulk import Bulk, bulks
from core.domain.tagging.tags import Suggestion
from core.domain.text.spans import Span, SpanSet

TEXT = "Ann met Ann and Ben in Rome."
ANN, ANN_AGAIN = Suggestion(0, 3, "Person", 0.9), Suggestion(8, 11, "Person", 0.6)
BEN, ROME = Suggestion(16, 19, "Person", 0.4), Suggestion(23, 27, "City", 0.8)
ALL = SpanSet([ANN, ANN_AGAIN, BEN, ROME])


def test_the_ways_of_deciding_many_name_what_they_decide():
    found = {bulk.label: bulk.suggestions for bulk in bulks(ALL, ANN_AGAIN, TEXT, (0, 12))}
    assert found == {
        "that read 'Ann'": (ANN, ANN_AGAIN),
        "of Person": (ANN, ANN_AGAIN, BEN),
        "at 60% and above": (ANN, ANN_AGAIN, ROME),
        "in this file": (ANN, ANN_AGAIN, BEN, ROME),
    }


def test_the_fewest_come_first_and_the_whole_file_is_called_so_even_if_it_is_in_view():
    found = bulks(ALL, ROME, TEXT, (0, 12))
    assert [bulk.label for bulk in found] == [
        "that read 'Rome'",
        "on the screen",
        "at 80% and above",
        "in this file",
    ]
    assert [bulk.label for bulk in bulks(SpanSet([ANN]), ANN, TEXT, (0, 28))] == ["in this file"]
    assert Bulk.of_file([ANN]).question("Accept") == "Accept 1 suggestion in this file?"


def test_what_is_in_view_is_so_with_both_ends():
    assert Bulk.of_file(ALL).lies_within((0, 28))
    assert Bulk.of_file(ALL).lies_within((0, 27))
    assert not Bulk.of_file(ALL).lies_within((0, 26))
    assert not Bulk.of_file(ALL).lies_within((1, 28))


def test_without_a_focus_there_are_the_screen_and_the_file():
    assert [bulk.label for bulk in bulks(ALL, None, TEXT, (0, 12))] == ["on the screen", "in this file"]
    assert bulks(SpanSet(), None, TEXT, (0, 28)) == []


def test_the_question_tells_count_lowest_score_and_odd_ones():
    strings = TaggedStrings()
    strings.put("other", "Rome", [Span(0, 4, "Ship")])
    strings.put("third", "Ben", [Span(0, 3, "Person")])
    (whole,) = [bulk for bulk in bulks(ALL, None, TEXT, (0, 1)) if bulk.label == "in this file"]
    assert whole.question("Accept") == "Accept 4 suggestions in this file?"
    warning = "The lowest score is 40%: Ben; tagged otherwise in other places: Rome (City here, Ship there)."
    assert whole.warning(TEXT, strings) == warning


@given(likely=st.integers(0, 800), others=st.integers(0, 800))
def test_no_label_begins_with_another_and_likely_places_come_first(likely, others):
    labels = label_places([(n, n + 1) for n in range(likely)], [(n, n + 1) for n in range(1000, 1000 + others)])
    assert len(labels) == min(likely + others, 26 * 26)
    assert not any(label != other and other.startswith(label) for label in labels for other in labels if len(label) < 2)
    assert list(labels.values())[:likely] == [(n, n + 1) for n in range(min(likely, len(labels)))]
