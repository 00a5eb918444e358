"""Projects to import into and to export from."""

import io

import pytest

from core.formats import WRITTEN_FORMATS
from core.services import exchange
from core.services.project import projects
from tests.core.services.exchange.texts import WITH_TAGS


@pytest.fixture
def empty(tmp_path):
    made = projects.project_for_import(tmp_path / "new")
    projects.make_project(made)
    return made


@pytest.fixture
def full(empty):
    """A project with two tagged files."""
    stream = io.BytesIO()
    WRITTEN_FORMATS["jsonl"].write(WITH_TAGS, stream)
    stream.seek(0)
    exchange.import_file(empty, stream)
    return empty
