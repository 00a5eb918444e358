"""A record of what is flushed to disk."""

import os
from pathlib import Path

import pytest

NAMES_OF_OPEN_FILES = Path("/proc/self/fd")


@pytest.fixture
def flushed(monkeypatch):
    """Paths of what is flushed to disk from now on, in order."""
    if not NAMES_OF_OPEN_FILES.exists():
        pytest.skip("the system does not list the names of open files")
    paths, fsync = [], os.fsync

    def noted(descriptor):
        paths.append((NAMES_OF_OPEN_FILES / str(descriptor)).readlink())
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    return paths
