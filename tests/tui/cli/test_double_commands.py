"""The commands about files that several people tag blindly."""

import json

from tests.core.services.team.people import tag
from tui.cli.main import run


def test_files_are_marked_listed_and_compared(project, capsys):
    folder = str(project.folder)
    assert run(["double", folder, "--annotators", "ann,bob", "--files", "a.txt"]) == 0
    assert "1 file marked" in capsys.readouterr().out
    tag(project, "ann", "a.txt", (0, 4, "Person"))
    assert run(["double", folder]) == 0
    assert "a.txt: ann done, bob open" in capsys.readouterr().out
    assert run(["agreement", folder]) == 0
    assert "1 file not done by all" in capsys.readouterr().out
    tag(project, "bob", "a.txt", (0, 4, "City"))
    assert run(["agreement", folder]) == 0
    assert "a.txt:1  [Anna]  ann: Person; bob: City" in capsys.readouterr().out
    assert run(["agreement", folder, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["total"]["strict"] == {"value": 0.0, "low": None, "high": None}
    assert document["disagreements"][0]["versions"]["bob"] == [{"start": 0, "end": 4, "entity": "City"}]


def test_a_share_is_marked_by_its_seed_and_unmarked_by_name(project, capsys):
    folder = str(project.folder)
    assert run(["double", folder, "--annotators", "ann,bob", "--share", "0.4", "--seed", "3", "--json"]) == 0
    (marked,) = json.loads(capsys.readouterr().out)
    assert (marked["seed"], marked["annotators"], marked["suggestions"]) == (3, ["ann", "bob"], True)
    assert run(["double", folder, "--unmark", "--files", marked["name"], "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_a_project_says_whether_trainings_learn_by_majority(project, capsys):
    folder = str(project.folder)

    def said(*arguments):
        assert run(["double", folder, *arguments]) == 0
        printed = capsys.readouterr().out
        assert run(["status", folder, "--json"]) == 0
        return printed.splitlines()[-1][:13].split(":")[0], json.loads(capsys.readouterr().out)["majority"]

    assert said() == ("Majority off", False)
    assert said("--majority", "on") == ("Majority on", True)
    assert said() == ("Majority on", True)
    assert said("--majority", "off") == ("Majority off", False)


def test_wrong_requests_are_one_line_with_status_2(project, capsys):
    folder = str(project.folder)
    for wrong in (
        ["--annotators", "ann"],
        ["--annotators", "ann,bob"],
        ["--files", "a.txt"],
        ["--annotators", "ann,bob", "--share", "0.2", "--files", "a.txt"],
        ["--annotators", "ann", "--files", "a.txt"],
        ["--unmark"],
        ["--majority", "perhaps"],
    ):
        assert run(["double", folder, *wrong]) == 2, wrong
        assert capsys.readouterr().err.count("\n") == 1


def test_an_export_says_what_it_leaves_out(project, capsys, tmp_path):
    run(["double", str(project.folder), "--annotators", "ann,bob", "--files", "a.txt"])
    capsys.readouterr()
    assert run(["export", str(project.folder), str(tmp_path / "all.jsonl")]) == 0
    assert "left out 1 file being tagged blindly" in capsys.readouterr().err
