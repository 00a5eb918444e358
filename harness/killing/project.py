"""A project to write in, and what is found in it afterwards."""

from __future__ import annotations

from pathlib import Path

from core.errors import AutotagError
from core.services.jobs import jobs, quota
from core.services.project import files, projects
from core.services.project.projects import Project
from core.services.review import open_file
from harness import victims


def make_project(folder: Path, words: int) -> Project:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "words.txt").write_text(victims.text(words), "utf-8")
    return projects.create_project(folder, ["Person"])


def tagged_words(project: Project) -> set[int]:
    """Return numbers of the words that are tagged, saved or not."""
    opened = open_file.open_file(project, "words.txt")
    assert "could not" not in " ".join(opened.notes), opened.notes
    return {tag.start // 5 for tag in opened.session.current.tags}


def unopenable(project: Project) -> int:
    """Number of our files that do not open."""
    faults = 0
    for look in (
        lambda: projects.open_project(project.folder),
        lambda: jobs.list_jobs(project),
        quota.current_quota,
        projects.recent_projects,
    ):
        try:
            look()
        except AutotagError:
            faults += 1
    faults += sum(bool(entry.problem) for entry in files.list_files(project))
    job_files = [path for path in project.paths.jobs.glob("*.json") if not path.name.startswith(".")]
    return faults + len(job_files) - len(jobs.list_jobs(project))
