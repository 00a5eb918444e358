"""The command that changes entities: colour, key, deleted."""

import json

from core.services.project import files
from tests.core.services.team.people import tag
from tui.cli.main import run


def test_colours_and_keys_are_changed(project, capsys):
    folder = str(project.folder)
    assert run(["entities", folder, "--colour", "City: teal", "--key", "City: 1", "--json"]) == 0
    person, city = json.loads(capsys.readouterr().out)
    assert (person["hotkey"], city["hotkey"], city["colour"]) == ("", "1", "teal")
    assert run(["entities", folder, "--key", "City:", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[1]["hotkey"] == ""


def test_an_entity_is_deleted_after_a_count_and_can_be_restored(project, capsys):
    folder = str(project.folder)
    tag(project, "ann", "a.txt", (0, 4, "Person"), (16, 21, "City"))
    assert run(["entities", folder, "--delete", "Person"]) == 2
    assert "Delete Person: 1 tag in 1 file? Give --yes to delete it." in capsys.readouterr().err
    assert run(["entities", folder, "--delete", "Person", "--yes", "--json"]) == 0
    printed = capsys.readouterr()
    assert [entity["name"] for entity in json.loads(printed.out)] == ["City"]
    assert "Person was deleted, with 1 tag" in printed.err
    assert run(["restore", folder, "--json"]) == 0
    step = json.loads(capsys.readouterr().out)[0]["id"]
    assert run(["restore", folder, step]) == 0
    assert len(files.read_tagging(project, "a.txt")[1].tags) == 2


def test_wrong_requests_are_one_line_with_status_2(project, capsys):
    for wrong in (
        ["--colour", "City"],
        ["--colour", "City: mud"],
        ["--colour", "Town: teal"],
        ["--key", "City: a"],
        ["--delete", "Town", "--yes"],
    ):
        assert run(["entities", str(project.folder), *wrong]) == 2, wrong
        assert capsys.readouterr().err.count("\n") == 1
