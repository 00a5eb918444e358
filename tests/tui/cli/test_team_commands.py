"""Commands for work that several people share, in real processes."""

import pytest

from core.services.project import files
from tests.tui.cli.test_commands import autotag, result


def test_files_are_assigned_handed_over_and_shown_with_progress(tickets):
    folder = tickets.folder
    assert "No file is assigned" in autotag("assign", folder).stdout
    assert result("status", folder)["people"] == []

    dealt = result("assign", folder, "--files", "untagged", "--to", "ann,bob", "--each", "2", "--seed", "3")
    assert len(dealt["changed"]) == 40
    assert set(map(tuple, dealt["changed"].values())) == {("ann", "bob")}
    rest = result("assign", folder, "--to", "ann,bob,cy")["people"]
    assert sum(person["assigned"] for person in rest) == 40 * 2 + 20
    assert {person["name"]: person["done"] for person in rest}["cy"] in (6, 7)  # those came tagged with the sample

    printed = autotag("status", folder).stdout
    assert f"cy: {rest[2]['done']} of {rest[2]['done']} files done, 0 left" in printed
    assert result("status", folder)["people"] == rest

    autotag("assign", folder, "--from", "ann", "--to", "dora")
    after = {person["name"]: person for person in result("status", folder)["people"]}
    assert after["ann"]["left"] == 0
    assert after["dora"] == {"name": "dora", "assigned": 40, "done": 0, "left": 40}
    assert "60 files taken from all annotators." in autotag("assign", folder, "--remove").stdout


def test_a_name_that_may_be_a_slip_is_said_and_taken(project):
    done = autotag("assign", project.folder, "--to", "nobody-at-all")
    assert "knows a user nobody-at-all; check the name" in done.stderr
    assert "3 files assigned: 3 to nobody-at-all." in done.stdout


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--to", ","], "No annotator is named"),
        (["--to", "ann", "--each", "2"], "cannot have 2 of 1 annotator"),
        (["--to", "ann", "--files", "nope.txt"], "There is no file 'nope.txt'"),
        (["--files", "a.txt"], "Name annotators with --to"),
        (["--from", "ann"], "Name annotators with --to"),
        (["--from", "ann", "--remove"], "leave --from out"),
        (["--from", "ann", "--to", "ann"], "cannot take over"),
    ],
)
def test_a_wrong_request_is_refused_in_one_line(project, arguments, complaint):
    done = autotag("assign", project.folder, *arguments, status=2)
    assert complaint in done.stderr
    assert done.stdout == ""
    assert not any(entry.assigned_to for entry in files.list_files(project))
