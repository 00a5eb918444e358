"""The command that lists and exports notes."""

import csv
import json

from core.services.team.notes import add_note, toggle_note
from core.store.texts.finding import read_document
from tests.core.services.team.people import as_user
from tui.cli.main import run


def test_notes_are_listed_with_place_person_and_state(project, capsys):
    folder, document = str(project.folder), read_document(project.paths, "a.txt")
    assert run(["notes", folder]) == 0
    assert capsys.readouterr().out == "There are no such notes.\n"
    with as_user("ann"):
        add_note(project, document, "Scanned \x1b[31mbadly.")
        *_, note = add_note(project, document, "Full name?", (23, 26))
    with as_user("bob"):
        toggle_note(project, document, note.id)
    assert run(["notes", folder]) == 0
    of_file, of_words = capsys.readouterr().out.splitlines()
    assert of_file.startswith("a.txt  ann, 20")
    assert "\x1b" not in of_file
    assert of_words.startswith("a.txt:2  [Ben]  ann, ")
    assert ": Full name?  (resolved by bob, 20" in of_words
    assert run(["notes", folder, "--open", "--json"]) == 0
    (listed,) = json.loads(capsys.readouterr().out)
    assert (listed["file"], listed["line"], listed["note"]) == ("a.txt", None, "Scanned \x1b[31mbadly.")


def test_a_table_of_notes_holds_no_formulas_and_replaces_the_one_before(project, capsys, tmp_path):
    target = tmp_path / "notes.csv"
    target.write_text("before")
    with as_user("ann"):
        add_note(project, read_document(project.paths, "a.txt"), '=1+2, "so"\nit is', (0, 4))
    assert run(["notes", str(project.folder), "--export", str(target)]) == 0
    assert "1 note written" in capsys.readouterr().out
    (row,) = csv.DictReader(target.read_text("utf-8").splitlines(keepends=True))
    assert row["note"] == '\'=1+2, "so"\nit is'
    assert (row["file"], row["line"], row["quote"], row["by"]) == ("a.txt", "1", "Anna", "ann")
    assert run(["notes", str(project.folder), "--export", str(tmp_path / "no" / "notes.csv")]) == 1
    assert "could not be written" in capsys.readouterr().err


def test_a_note_is_written_and_resolved_by_commands(project, capsys):
    folder = str(project.folder)

    def listed(*arguments):
        assert run(["notes", folder, *arguments, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    listed("--add", "Scanned badly.", "--file", "a.txt")
    listed("--add", "Full name?", "--file", "a.txt", "--on", "Ben paid")
    *_, note = found = listed("--add", "Which?", "--file", "sub/c.txt", "--span", "0", "7")
    assert [(each["file"], each["quote"]) for each in found] == [
        ("a.txt", ""),
        ("a.txt", "Ben paid"),
        ("sub/c.txt", "Nothing"),
    ]
    for _ in range(2):  # resolving again changes nothing
        assert [each["note"] for each in listed("--resolve", note["id"], "--open")] == ["Scanned badly.", "Full name?"]


def test_a_note_that_cannot_be_written_is_refused_in_one_line(project, capsys):
    folder = str(project.folder)
    for wrong, told in (
        (["--add", "x", "--file", "no.txt"], "no file"),
        (["--add", "x", "--file", "../a.txt"], "no file"),
        (["--add", "x", "--file", "a.txt", "--on", "Ben"], "2 places"),
        (["--add", "x", "--file", "a.txt", "--on", "Zoe"], "is not in a.txt"),
        (["--add", "x", "--file", "a.txt", "--span", "3", "900"], "offsets from 0 to"),
        (["--add", "x", "--file", "a.txt", "--span", "-3", "4"], "offsets from 0 to"),
        (["--add", " ", "--file", "a.txt"], "empty"),
        (["--add", "x" * 501, "--file", "a.txt"], "500 are allowed"),
        (["--add", "x"], "goes with --file"),
        (["--on", "Anna"], "--add TEXT"),
        (["--resolve", "none"], "no note 'none'"),
    ):
        assert run(["notes", folder, *wrong]) == 2, wrong
        error = capsys.readouterr().err
        assert told in error
        assert error.count("\n") == 1
    assert run(["notes", folder]) == 0
    assert "no such notes" in capsys.readouterr().out
