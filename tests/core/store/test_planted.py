"""What another user may plant in a project: links and FIFOs hang nothing, and lead no write and no read elsewhere."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest

from core.domain.text.spans import Span
from core.errors import AutotagError
from core.services.jobs import jobs
from core.services.project import files, opening
from core.services.project.preferences import author
from core.services.project.projects import Project
from core.services.project.restoring import kept_steps
from core.services.project.status import project_status
from core.services.review import bulk, open_file
from core.services.training import models
from harness.stocked import fill, readers

PATIENCE = 60.0

PLANTED: dict[str, Callable[[Path, Path], None]] = {
    "FIFO": lambda path, _: os.mkfifo(path),
    "link to a file": lambda path, elsewhere: path.symlink_to(elsewhere),
    "link to nothing": lambda path, elsewhere: path.symlink_to(elsewhere.with_name("nothing")),
    "link to itself": lambda path, _: path.symlink_to(path.name),
    "link to a device": lambda path, _: path.symlink_to("/dev/zero"),
    "folder": lambda path, _: path.mkdir(),
}


def use(project: Project) -> list[object]:
    """Read everything, and decide and save; return what failed otherwise than by a sentence."""
    wrong: list[object] = []

    def decide() -> None:
        opened = open_file.open_file(project, "b.txt", announce=True)
        opened.record(opened.session.tag(Span(0, 5, "City")))
        opened.save()
        opened.close()

    uses: list[Callable[[], object]] = [
        lambda: opening.find_project(project.folder),
        lambda: project_status(project),
        lambda: files.list_files(project),
        lambda: jobs.list_jobs(project),
        lambda: models.list_models(project),
        lambda: kept_steps(project),
        lambda: bulk.accept_suggestions(project, ["a.txt"]),
        decide,
        *readers(project).values(),
    ]

    def run() -> None:
        for each in uses:
            try:
                each()
            except AutotagError:
                pass
            except BaseException as error:  # noqa: BLE001 - it is what the test looks for
                wrong.append(error)

    worker = Thread(target=run, daemon=True)
    worker.start()
    worker.join(PATIENCE)
    return [*wrong, "it hangs"] if worker.is_alive() else wrong


def ours(project: Project) -> list[str]:
    """All files of the project that somebody may plant something in the place of."""
    found = (path.relative_to(project.folder) for path in project.paths.data.rglob("*") if path.is_file())
    return sorted(str(path) for path in found)


@pytest.mark.parametrize("kind", PLANTED)
def test_whatever_is_planted_in_the_place_of_any_file_is_told_or_passed_over(
    project: Project, tmp_path: Path, kind: str
) -> None:
    elsewhere = tmp_path / "elsewhere.json"
    elsewhere.write_bytes(b"{}")
    fill(project)
    names = [*ours(project), "autotag/unsaved", "autotag/open", "autotag/tags/b.json", "autotag/jobs/.worker.lock"]
    names.append(f"autotag/unsaved/{author()}/.together.jsonl")
    wrong: list[object] = []
    for name in dict.fromkeys(names):
        path = project.folder / name
        aside = tmp_path / "aside"
        if there := path.exists():
            path.rename(aside)
        path.parent.mkdir(parents=True, exist_ok=True)
        PLANTED[kind](path, elsewhere)
        if found := use(project):
            wrong.append((name, found))
        assert elsewhere.read_bytes() == b"{}", name
        assert sorted(each.name for each in tmp_path.iterdir() if each.name.startswith("nothing")) == []
        if path.is_symlink() or not path.is_dir():
            path.unlink(missing_ok=True)
        else:
            shutil.rmtree(path)
        if there:
            aside.rename(path)
    assert not wrong


@pytest.mark.parametrize("kind", [kind for kind in PLANTED if kind != "folder"])
def test_whatever_is_planted_as_a_text_is_no_text(project: Project, tmp_path: Path, kind: str) -> None:
    elsewhere = tmp_path / "elsewhere.txt"
    elsewhere.write_bytes(b"Private.\n")
    PLANTED[kind](project.folder / "planted.txt", elsewhere)
    assert not use(project)
    assert "planted.txt" not in files.list_files(project).names
    with pytest.raises(AutotagError):
        open_file.open_file(project, "planted.txt")
