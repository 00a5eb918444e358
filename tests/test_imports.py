"""What an import really loads; a static graph cannot see an import inside a function."""

import pkgutil
import subprocess
import sys

import pytest

from core import domain

SCREEN = "import tui.cli.main, tui.app, tui.screens.data.tag_data, tui.file"


def loaded_by(statement: str) -> set[str]:
    code = f"{statement}\nimport sys\nprint(*sys.modules)"
    return set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())


@pytest.mark.parametrize("heavy", ["spacy", "numpy", "pycrfsuite", "thinc", "httpx", "rapidfuzz"])
def test_the_screen_loads_nothing_that_learns(heavy):
    assert heavy not in loaded_by(SCREEN)


@pytest.mark.parametrize(
    "later", ["core.formats", "core.services.review.places", "core.services.review.open_file", "tui.file"]
)
def test_the_first_frame_does_not_wait_for_what_other_screens_need(later):
    assert later not in loaded_by("import tui.cli.main, tui.app, tui.screens.data.tag_data")


@pytest.mark.parametrize("screen", ["textual", "rich"])
def test_core_and_the_worker_load_no_terminal(screen):
    assert screen not in loaded_by(
        "import core.jobs.worker, core.services.project.status, core.services.training.training"
    )


def test_commands_do_without_textual():
    assert "textual" not in loaded_by("import tui.cli.main")


def test_the_domain_loads_only_the_standard_library():
    modules = [module.name for module in pkgutil.walk_packages(domain.__path__, "core.domain.")]
    assert len(modules) > 20
    loaded = loaded_by("; ".join(f"import {name}" for name in modules))
    assert not {"tinydb", "msgspec", "platformdirs"} & loaded
