"""Damaged and hostile input to everything that reads: it is read as it can be, or refused in a sentence."""

from harness.fuzzing import feed, readers

INPUTS = 100
"""For each reader; `python -m benchmarks.durability fuzzing` feeds many more."""


def test_no_input_makes_a_reader_fail_otherwise_than_with_a_sentence(tmp_path):
    found = readers(tmp_path / "texts")
    refused = {reader.name: feed(reader, INPUTS) for reader in found}
    files = [count for name, count in refused.items() if name.endswith(".json")]
    assert all(count < INPUTS for count in files)  # the inputs are not all refused at the first look
    assert sum(files) > INPUTS
