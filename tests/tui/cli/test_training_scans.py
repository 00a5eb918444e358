"""A training by command reads the project once before it is submitted."""

from core.services.project.files import list_files
from core.services.training import training
from tui.cli.main import run


def test_training_by_command_scans_the_project_once_before_it_submits(tickets, monkeypatch):
    scans = []

    def counted(project):
        scans.append(project)
        return list_files(project)

    monkeypatch.setattr(training, "list_files", counted)
    monkeypatch.setattr("core.jobs.submission.start_worker", lambda folder, lock: None)
    assert run(["train", str(tickets.folder), "--name", "m", "--yes", "--detach"]) == 0
    assert len(scans) == 1
