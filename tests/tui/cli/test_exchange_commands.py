"""Importing, exporting and completing from the command line."""

import json
import re
import shutil
import subprocess

import pytest

from core.services import exchange
from core.services.project import projects
from tests.core.services.exchange.texts import line
from tui.cli.main import run


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_text(line("a.txt", "Ann met", (0, 3, "Who"), (0, 7, "All")), "utf-8")
    return path


def test_a_dry_run_shows_what_would_come_and_makes_nothing(source, tmp_path, capsys):
    target = tmp_path / "new"
    assert run(["import", str(target), str(source), "--dry-run", "--overlaps", "first"]) == 0
    said = capsys.readouterr()
    assert "Nothing was written" in said.out
    assert "1 file added" in said.out
    assert "New entities: All." in said.out
    assert "not carried: 1 x overlapping span" in said.err
    assert "a.txt, Who at 0-3: 'Ann'" in said.err
    assert not target.exists()


def test_losses_are_in_the_json_too(source, tmp_path, capsys):
    run(["import", str(tmp_path / "new"), str(source), "--overlaps", "longest", "--json"])
    report = json.loads(capsys.readouterr().out)
    assert report["losses"] == {"overlapping span": 1}
    assert report["listed"][0]["kind"] == "overlapping span"
    assert (report["format"], report["dry_run"], report["entities"]) == ("jsonl", False, ["All"])


def test_a_text_with_nested_spans_is_refused_with_the_way_out(source, tmp_path, capsys):
    assert run(["import", str(tmp_path / "new"), str(source)]) == 1
    assert "--overlaps" in capsys.readouterr().err


def test_standard_output_holds_the_export_alone(project, capfdbinary):
    assert run(["export", str(project.folder), "-", "--format", "jsonl", "--files", "a.txt"]) == 0
    said = capfdbinary.readouterr()
    assert [json.loads(row)["meta"]["name"] for row in said.out.splitlines()] == ["a.txt"]
    assert said.err.startswith(b"1 file")
    assert run(["export", str(project.folder), "-", "--format", "jsonl", "--json"]) == 2


def complete(*words):
    script = subprocess.run(["autotag", "completion", "bash"], capture_output=True, text=True, check=True).stdout
    typed = " ".join(f"'{word}'" for word in ("autotag", *words))
    [function] = re.findall(r"complete .*-F (\w+) autotag", script)
    asked = f'{script}\nCOMP_WORDS=({typed}); COMP_CWORD={len(words)}; {function}; echo "${{COMPREPLY[@]}}"'
    return subprocess.run(["bash", "-c", asked], capture_output=True, text=True, check=True).stdout.split()


def test_bash_completes_commands_options_and_values():
    assert complete("ex") == ["export"]
    assert complete("import", "p", "--dr") == ["--dry-run"]
    assert complete("import", "p", "f", "--format", "az") == ["azure"]
    assert set(complete("import", "p", "f", "--format", "")) == set(exchange.format_names())
    assert complete("completion", "f") == ["fish"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_command_and_option_is_in_the_script_and_the_shell_can_read_it(shell, capsys):
    assert run(["completion", shell]) == 0
    script = capsys.readouterr().out
    for word in ("import", "accept", "overlaps", "dry-run", "min-score", "labelstudio"):
        assert word in script
    if found := shutil.which(shell):
        subprocess.run([found, "-n"], input=script, text=True, check=True)


def test_registering_needs_a_name_and_well_formed_labels(project, capsys):
    assert run(["models", str(project.folder), "--register", "x"]) == 2
    assert "name" in capsys.readouterr().err
    assert run(["models", str(project.folder), "m", "--register", "x", "--map", "PERSON"]) == 2
    assert "LABEL=ENTITY" in capsys.readouterr().err


def test_a_project_that_is_imported_in_place_keeps_its_texts(project):
    before = (project.folder / "a.txt").read_bytes()
    labels = project.folder / "labels.json"
    exchange.export_file(project, labels, "azure")
    assert run(["import", str(project.folder), str(labels)]) == 0
    assert (project.folder / "a.txt").read_bytes() == before
    assert projects.find_project(project.folder) == project
