"""Whatever other hands put into our files: it is read as it can be, or refused in a sentence that names the file."""

import json
from copy import deepcopy

import pytest

from core.services.project import files
from core.services.review import open_file
from core.store.disk.atomic import previous_generation
from harness.crashing import sentence
from harness.stocked import fill, readers

STRANGE: list[object] = [None, True, -1, 10**30, 0.5, "", "x", [], [1], {}, {"1": {}}]


@pytest.fixture
def full(project):
    """The project with every kind of file in it."""
    return fill(project)


def variants(value):
    """The value with each part of it gone, and with something strange in its place."""
    if isinstance(value, dict | list):
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            without = deepcopy(value)
            del without[key]
            yield without
            for part in (*STRANGE, *variants(value[key])):
                changed = deepcopy(value)
                changed[key] = part
                yield changed


KINDS = ["project.json", "a.json", "20260101-000000-abcdef.json", "model.json", "resource.json",
         "preferences.json", "recent.json"]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_may_be_gone_or_strange(full, kind):
    path, read = next((path, read) for path, read in readers(full).items() if path.name == kind)
    read()
    content = json.loads(path.read_text("utf-8"))
    previous_generation(path).unlink(missing_ok=True)
    refused = 0
    for variant in variants(content):
        path.write_text(json.dumps(variant), "utf-8")
        refused += bool(sentence(read))
    assert refused


def test_every_field_of_an_anchor_may_be_gone_or_strange_when_the_text_changed(full):
    path = full.paths.tags_file("a.txt")
    content = json.loads(path.read_text("utf-8"))
    previous_generation(path).unlink(missing_ok=True)
    text = full.folder / "a.txt"
    text.write_text("Now " + text.read_text("utf-8"), "utf-8")
    for tags in variants(content["tags"]):
        path.write_text(json.dumps({**content, "tags": tags}), "utf-8")
        told = sentence(lambda: files.read_tagging(full, "a.txt"))
        assert not told or "a.json" in told


def test_damaged_decisions_are_set_aside_and_the_file_opens(full):
    journal = next((full.folder / "autotag" / "unsaved").rglob("*.jsonl"))
    whole = json.loads(journal.read_text("utf-8").splitlines()[-1])
    for number, strange in enumerate([*variants(whole), *({**whole, "event": e} for e in variants(whole["event"]))]):
        journal.write_text(json.dumps(strange) + "\n", "utf-8")
        opened = open_file.open_file(full, "a.txt")
        assert [t.entity for t in opened.session.saved.tags] == ["Person"], number


def test_one_damaged_file_is_listed_with_the_reason_and_the_others_work(full):
    for path in (full.paths.tags_file("a.txt"), previous_generation(full.paths.tags_file("a.txt"))):
        path.write_bytes(b"{")
    listed = {entry.name: entry for entry in files.list_files(full)}
    assert "a.json is damaged" in listed["a.txt"].problem
    assert not listed["b.txt"].problem


@pytest.mark.parametrize("kind", KINDS)
def test_bytes_cut_off_or_turned_over_fall_back_to_the_generation_before(full, kind):
    path, read = next((path, read) for path, read in readers(full).items() if path.name == kind)
    whole = path.read_bytes()
    previous_generation(path).write_bytes(whole)
    expected = read()
    step = max(1, len(whole) // 40)
    for cut in range(0, len(whole) - 2, step):
        path.write_bytes(whole[:cut])
        assert read() == expected
    for at in range(0, len(whole), step):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        told = sentence(read)
        assert not told or str(path) in told
