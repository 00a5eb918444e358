"""Every action as a command, in real processes."""

import json
import os
import subprocess
import sys

import pytest

from core.services.project import files
from tests.conftest import SAMPLES


def autotag(*arguments, status=0, **environment):
    done = subprocess.run(
        [sys.executable, "-m", "tui.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    return done


def result(*arguments, **more):
    return json.loads(autotag(*arguments, "--json", **more).stdout)


def test_the_whole_workflow_by_commands_alone(tmp_path):
    folder = tmp_path / "work"
    assert result("demo", "support_tickets", "--to", folder)["folder"] == str(folder)
    before = result("status", folder)
    assert (before["files"], before["tagged"], before["models"]) == (60, 20, [])

    model = result("train", folder, "--name", "m1")
    assert model["f1"] > 0.5
    assert set(model["entities"]) == set(before["tags"])
    assert result("models", folder)[0]["name"] == "m1"
    assert {cell["predicted"] for cell in result("models", folder, "m1")["confusion"]} >= {"none"}

    job = result("run", folder, "--model", "m1")
    assert (job["state"], job["done"]) == ("succeeded", 40)
    status = result("status", folder)
    assert status["suggestions"] == job["suggested"] > 0
    assert status["quota"]["used"] == 40
    assert status["tags"] == before["tags"]

    accepted = result("accept", folder, "--min-score", "0.8")
    rejected = result("reject", folder)
    assert accepted["spans"] + rejected["spans"] == job["suggested"]
    after = result("status", folder)
    assert sum(after["tags"].values()) == sum(before["tags"].values()) + accepted["spans"]
    assert after["suggestions"] == 0

    out = tmp_path / "out.jsonl"
    exported = result("export", folder, out)
    assert exported["tags"] == sum(after["tags"].values())
    # Where all was rejected unseen, nobody has said that there is nothing: such a file stays untagged.
    texts = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert after["tagged"] == sum(bool(text["spans"]) for text in texts) > 50
    copy = result("import", tmp_path / "copy", out)
    assert (copy["added"], copy["tags"]) == (60, exported["tags"])

    second = result("train", folder, "--name", "m2", "--recipe", "matches", "--split", "auto", "--seed", "3", "--yes")
    assert second["split"] == {"kind": "auto", "test_share": 20, "seed": 3}
    assert len(second["testing"]) == round(after["tagged"] / 5)
    sided = result("models", folder, "m1", "m2")
    assert set(sided["files"]) == {*model["testing"]} & {*second["testing"]}
    assert [each["name"] for each in sided["models"]] == ["m1", "m2"]

    none = result("run", folder, "--model", "m1", "--files", "all", "--min-score", "1")
    some = result("run", folder, "--model", "m1", "--files", "all", "--min-score", "1", "--min-score", "Customer=0")
    assert none["suggested"] + none["suppressed"] == 0 < some["suggested"] + some["suppressed"]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["status", "{missing}"], "no folder"),
        (["status", "{plain}"], "no project yet"),
        (["frobnicate", "x"], "no command 'frobnicate'"),
        (["train", "{project}"], "--name"),
        (["train", "{project}", "--name", "a b"], "may hold letters"),
        (["run", "{project}", "--model", "nope"], "no model 'nope'"),
        (["run", "{project}", "--model", "nope", "--min-score", "Person=much"], "not 'much'"),
        (["models", "{project}", "nope"], "no model 'nope'"),
        (["models", "{project}", "nope", "neither"], "no model 'nope'"),
        (["cancel", "{project}", "nope"], "no job 'nope'"),
        (["accept", "{project}", "--files", "nope.txt"], "no file 'nope.txt'"),
        (["accept", "{project}", "--min-score", "7"], "from 0 to 1"),
        (["quota", "--limit", "lots"], "number of text records"),
        (["import", "{project}", "{missing}"], "no file"),
        (["export", "{project}", "x.pdf"], "no format 'pdf'"),
        (["demo", "nope"], "the samples are"),
        (
            ["init", "{empty}"],
            "holds no .txt file; put the texts to tag there, one file each, or make a project of files",
        ),
        (["init", "{plain}", "--entity", "50%"], "holds '%'"),
        ([], "needs a terminal"),
        (["{project}"], "needs a terminal"),
    ],
)
def test_a_wrong_request_gets_one_line_and_status_2_and_changes_nothing(tmp_path, arguments, complaint):
    places = {name: tmp_path / name for name in ("missing", "plain", "empty", "project")}
    places["empty"].mkdir()
    places["plain"].mkdir()
    (places["plain"] / "a.txt").write_text("Anna.")
    places["project"].mkdir()
    (places["project"] / "a.txt").write_text("Anna.")
    autotag("init", places["project"], "--entity", "Person")
    before = sorted(tmp_path.rglob("*"))
    done = autotag(*(argument.format(**places) for argument in arguments), status=2)
    assert complaint in done.stderr
    assert done.stderr.count("\n") == 1
    assert sorted(path for path in tmp_path.rglob("*") if "home" not in path.parts) == [
        path for path in before if "home" not in path.parts
    ]


def test_a_damaged_project_and_one_of_a_later_version_are_said(tmp_path):
    (tmp_path / "a.txt").write_text("Anna.")
    autotag("init", tmp_path)
    project_file = tmp_path / "autotag" / "project.json"
    content = json.loads(project_file.read_text())
    content["format"]["1"]["version"] = 9
    project_file.write_text(json.dumps(content))
    assert "later version" in autotag("status", tmp_path, status=2).stderr
    project_file.write_text("{")
    (tmp_path / "autotag" / "project.json~").unlink(missing_ok=True)
    assert "damaged" in autotag("status", tmp_path, status=2).stderr


def test_training_without_tags_is_refused_with_what_to_do(project):
    assert "tag a few files" in autotag("train", project.folder, "--name", "m", status=2).stderr


def test_suggestions_are_deleted_only_after_asking(tickets):
    autotag("train", tickets.folder, "--name", "m", "--recipe", "matches")
    autotag("run", tickets.folder, "--model", "m", "--files", "0021-slow.txt", "0055-agent-note.txt")
    done = autotag("train", tickets.folder, "--name", "m2", "--recipe", "matches", status=2)
    assert "--yes" in done.stderr
    assert files.list_files(tickets).suggestion_count > 0


def test_a_job_can_be_detached_watched_and_cancelled(tickets):
    job = result("train", tickets.folder, "--name", "m", "--recipe", "spacy", "--detach")
    assert job["state"] == "queued"
    assert result("cancel", tickets.folder, job["id"])["state"] == "cancelled"


def test_a_terminal_that_cannot_show_the_app_is_refused_in_a_sentence(project):
    script = f"import pty,sys; sys.exit(pty.spawn([{sys.executable!r}, '-m', 'tui.cli', {str(project.folder)!r}]) >> 8)"
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        env={**os.environ, "TERM": "dumb"},
        stdin=subprocess.DEVNULL,
    )
    assert b"TERM=dumb" in done.stdout
    assert b"\x1b" not in done.stdout


@pytest.mark.parametrize("name", ["notes", "jobs"])
def test_a_folder_that_is_called_as_a_command_is_opened(tmp_path, name, monkeypatch):
    (tmp_path / name).mkdir()
    (tmp_path / name / "a.txt").write_text("Hello Ann.", "utf-8")
    monkeypatch.chdir(tmp_path)
    assert "needs a terminal" in autotag(name, status=2).stderr


def test_the_samples_spans_are_exact():
    for gold in sorted((SAMPLES.parent / "tests" / "gold").glob("*.jsonl")):
        folder = SAMPLES / gold.stem
        for raw in gold.read_text("utf-8").splitlines():
            row = json.loads(raw)
            text = (folder / row["name"]).read_bytes().removeprefix(b"\xef\xbb\xbf").decode()
            for start, end, _ in row["spans"]:
                assert text[start:end] == text[start:end].strip() != ""


def test_no_name_acts_on_the_terminal_or_says_a_line_of_its_own(tmp_path):
    hostile = "esc\x1b]0;PWN\x07"
    folder = tmp_path / hostile
    folder.mkdir()
    (folder / "a.txt").write_text("Hello Bob", "utf-8")
    said = autotag("init", folder, "--entity", "P").stdout
    assert "esc\u241b]0;PWN\u2407" in said
    lines = tmp_path / "in.jsonl"
    texts = ("One\nautotag: ALL IS LOST", "x" * 300)
    lines.write_text(
        "".join(json.dumps({"text": "Bob", "spans": [], "meta": {"name": f"../{text}.txt"}}) + "\n" for text in texts)
    )
    refused = autotag("import", folder, lines, status=1).stderr
    assert not any(line.startswith("autotag: ALL IS LOST") for line in refused.splitlines())
    assert "\x1b" not in said + refused


def test_entities_are_listed_added_and_described_by_command(folder):
    autotag("init", folder, "--entity", "Person: A person by name: no titles.")
    listed = result("entities", folder, "--add", "City", "--describe", "City: A town.")
    assert {entity["name"]: entity["description"] for entity in listed} == {
        "Person": "A person by name: no titles.",
        "City": "A town.",
    }
    assert "A town." in autotag("entities", folder).stdout
    assert result("entities", folder, "--describe", "City:")[1]["description"] == ""
    assert "no entity 'Town'" in autotag("entities", folder, "--describe", "Town: x", status=2).stderr
    assert "NAME: DESCRIPTION" in autotag("entities", folder, "--describe", "City", status=2).stderr


def test_guessers_are_added_listed_agreed_to_and_withdrawn_by_command(folder, tmp_path):
    autotag("init", folder, "--entity", "Person", "--entity", "City")
    add = ["guessers", folder, "--add"]
    autotag(*add, "far", "--address", "https://models.example.com/v1", "--model", "m", "--key", "env:KEY")
    (tmp_path / "city.txt").write_text("Paris\n")
    listed = result(*add, "list", "--kind", "patterns", "--address", tmp_path / "city.txt")
    assert [(each["name"], each["host"], each["leaves"]) for each in listed["guessers"]] == [
        ("far", "models.example.com", True),
        ("list", "", False),
    ]
    assert "agree first" in autotag("run", folder, "--model", "guess:far", status=2).stderr
    asked = autotag("guessers", folder, "--agree", "far", status=2).stderr
    assert "3 texts" in asked
    assert "models.example.com" in asked
    [agreement] = result("guessers", folder, "--agree", "far", "--yes")["agreements"]
    assert (agreement["host"], agreement["texts"]) == ("models.example.com", 3)
    assert "models.example.com" in autotag("guessers", folder).stdout
    assert result("guessers", folder, "--withdraw", "far")["agreements"] == []
    assert result("run", folder, "--model", "guess:list")["suggested"] == 2
    assert [each["name"] for each in result("guessers", folder, "--remove", "far")["guessers"]] == ["list"]
    assert "no guesser 'far'" in autotag("run", folder, "--model", "guess:far", status=2).stderr


def test_entities_are_merged_by_command_after_a_count(tmp_path):
    folder = tmp_path / "work"
    autotag("demo", "support_tickets", "--to", folder, "--no-open")
    before = result("status", folder)["tags"]
    old, into = list(before)[:2]
    refused = autotag("entities", folder, "--merge", old, "--into", into, status=2).stderr
    assert f"{before[old]} tags" in refused
    assert "--yes" in refused
    assert "--into NAME goes with" in autotag("entities", folder, "--merge", old, status=2).stderr
    merged = result("entities", folder, "--merge", old, "--into", into, "--yes")
    assert old not in [entity["name"] for entity in merged]
    assert result("status", folder)["tags"][into] == before[old] + before[into]
    (step,) = result("restore", folder)
    autotag("restore", folder, step["id"])
    assert {**result("status", folder)["tags"]} == before
    assert "--rename OLD goes with --to NEW" in autotag("entities", folder, "--rename", old, status=2).stderr
    assert f"{before[old]} tags" in autotag("entities", folder, "--rename", old, "--to", "New", status=2).stderr
    autotag("entities", folder, "--rename", old, "--to", "New", "--yes")
    assert result("status", folder)["tags"]["New"] == before[old]


def test_an_entity_is_split_by_command(tmp_path):
    folder = tmp_path / "work"
    autotag("demo", "support_tickets", "--to", folder, "--no-open")
    before = result("status", folder)["tags"]
    assert "--text" in autotag("entities", folder, "--split", "Product", "--into", "Printer", status=2).stderr
    out = tmp_path / "out.jsonl"
    autotag("export", folder, out, "--entities", "Product")
    records = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    record = next(record for record in records if record["spans"])
    said = record["text"][record["spans"][0]["start"] : record["spans"][0]["end"]]
    autotag("entities", folder, "--split", "Product", "--into", "Printer", "--text", said)
    after = result("status", folder)["tags"]
    assert after["Printer"] >= 1
    assert after["Printer"] + after["Product"] == before["Product"]


def test_a_report_is_written_by_command(tmp_path):
    folder, out = tmp_path / "work", tmp_path / "out.html"
    autotag("demo", "support_tickets", "--to", folder, "--no-open")
    assert result("report", folder, out)["files"] == 60
    assert "Customer" in out.read_text("utf-8")
    assert ".html or .md" in autotag("report", folder, tmp_path / "out.doc", status=2).stderr


def test_a_project_is_backed_up_and_restored_by_commands(tmp_path):
    folder, file = tmp_path / "work", tmp_path / "work.zip"
    autotag("demo", "support_tickets", "--to", folder, "--no-open")
    done = result("backup", folder, file)
    assert (done["files"] > 60, done["left_out"]) == (True, [])
    assert result("restore", tmp_path / "again", "--from", file)["files"] == done["files"]
    assert result("status", tmp_path / "again")["tags"] == result("status", folder)["tags"]
    assert "holds something already" in autotag("restore", folder, "--from", file, status=2).stderr
    assert "either a step" in autotag("restore", tmp_path / "more", "step", "--from", file, status=2).stderr
