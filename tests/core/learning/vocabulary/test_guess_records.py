from __future__ import annotations

from core.domain.text.guesses import Guess
from core.domain.text.spans import Span
from core.learning.training.examples import Example
from core.learning.vocabulary.guess_records import GuessRecords


def example(name: str, *, tagged: bool) -> Example:
    """A file that holds one guess, "Apple" as a company."""
    spans = (Span(0, 5, "Company"),) if tagged else ()
    return Example(name, "Apple, she said", spans, guesses=(Guess(0, 5, "Company", 1.0),))


def test_a_string_has_the_verdict_of_most_files() -> None:
    records = GuessRecords.of([example("a", tagged=False), example("b", tagged=False), example("c", tagged=True)])

    assert records.verdict("APPLE", "Company") == -1
    assert records.verdict("Apple", "Person") == 0
    assert records.verdict("Pear", "Company") == 0


def test_a_file_learns_nothing_from_its_own_record() -> None:
    examples = [example("a", tagged=True), example("b", tagged=False)]
    records = GuessRecords.of(examples)

    assert records.verdict("Apple", "Company", GuessRecords.of(examples[:1])) == -1
    assert records.verdict("Apple", "Company", GuessRecords.of(examples[1:])) == 1
    assert GuessRecords.of(examples[:1]).verdict("Apple", "Company", GuessRecords.of(examples[:1])) == 0


def test_it_survives_a_file() -> None:
    records = GuessRecords.of([example("a", tagged=True), example("b", tagged=False)])

    assert GuessRecords.from_list(records.to_list()) == records  # type: ignore[arg-type]  # as JSON returns them
