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
