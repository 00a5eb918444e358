"""Fixtures: a home of its own for every test, and projects to work on."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from core.services.project import projects
from core.services.project.projects import Project

# The machines that run the tests are shared: a slow moment is no failure.
settings.register_profile("shared", deadline=None)
settings.load_profile("shared")


def pytest_xdist_auto_num_workers() -> int:
    """Run one test more than there are cores: many tests wait for a terminal, a line or a process."""
    return (os.cpu_count() or 1) + 1


SAMPLES = Path(__file__).parent.parent / "sample_projects"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Preferences, quota and recent projects of this test alone."""
    folder = tmp_path / "home"
    monkeypatch.setenv("AUTOTAG_HOME", str(folder))
    monkeypatch.delenv("NO_COLOR", raising=False)
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with three short texts."""
    root = tmp_path / "texts"
    (root / "sub").mkdir(parents=True)
    (root / "a.txt").write_text("Anna met Ben in Paris.\nBen paid 30 euros.\n", "utf-8")
    (root / "b.txt").write_text("Paris is large. Anna lives there.\n", "utf-8")
    (root / "sub" / "c.txt").write_text("Nothing here.\n", "utf-8")
    return root


@pytest.fixture
def project(folder) -> Project:
    """The same as a project with two entities."""
    return projects.create_project(folder, ["Person", "City"])


def sample(name: str, target: Path) -> Project:
    """A copy of a sample, opened."""
    shutil.copytree(SAMPLES / name, target)
    return projects.open_project(target)


@pytest.fixture
def tickets(tmp_path) -> Project:
    """The sample of short messages: the quickest to train on."""
    return sample("support_tickets", tmp_path / "tickets")


@pytest.fixture
def loans(tmp_path) -> Project:
    """The sample of loan agreements."""
    return sample("loan_agreements", tmp_path / "loans")
