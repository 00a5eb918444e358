"""Programs that are started beside the app."""

import os
import subprocess
import sys
from pathlib import Path

from core.services import exchange
from core.services.project import projects

EXPORT = "import sys; from pathlib import Path; from core.services import exchange; "
EXPORT += "from core.services.project import projects; "
EXPORT += "exchange.export_file(projects.open_project(Path('.')), Path(sys.argv[1]))"


def test_no_module_in_the_folder_of_the_texts_is_run(tmp_path):
    project = tmp_path / "texts"
    project.mkdir()
    (project / "a.txt").write_text("Hello Bob", "utf-8")
    projects.create_project(project, ["Person"])
    for name in ("core.py", "json.py", "spacy.py"):
        (project / name).write_text(f"open({str(tmp_path / 'ran')!r}, 'w')", "utf-8")
    target = tmp_path / "out.spacy"
    environment = {**os.environ, "PYTHONPATH": ""}
    subprocess.run([sys.executable, "-P", "-c", EXPORT, target], cwd=project, env=environment, check=True)
    assert not (tmp_path / "ran").exists()
    assert exchange.import_file(projects.project_for_import(tmp_path / "again"), target).added == 1


def test_only_one_place_makes_commands_of_modules():
    root = Path(__file__).parents[1]
    made = [path.name for room in ("core", "tui") for path in (root / room).rglob("*.py") if '"-m"' in path.read_text()]
    assert made == ["programs.py"]
