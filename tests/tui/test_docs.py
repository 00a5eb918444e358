"""What the documentation says is there."""

import re
import runpy
from pathlib import Path

from tui.commands import all_commands

DOCS = Path(__file__).parents[2] / "docs"


def test_every_command_stands_in_the_keys_page_with_its_key():
    page = (DOCS / "keys.md").read_text("utf-8").partition("## Letters")[0]
    arrows = {"up": "↑", "down": "↓", "left": "←", "right": "→", "pgup": "page up", "pgdn": "page down", "^p": "ctrl+p"}
    missing = []
    for command in all_commands():
        key = command.shown_key({})
        rows = [row for row in page.splitlines() if row.startswith("|") and command.label in row]
        if not any(f"`{arrows.get(key, key)}`" in row for row in rows):
            missing.append(f"{command.label} ({key})")
    assert not missing


def test_the_table_of_letters_is_made_from_the_commands():
    page = (DOCS / "keys.md").read_text("utf-8")
    assert page == runpy.run_path(str(DOCS / "make_key_table.py"))["written"](page)


def test_links_between_pages_lead_somewhere():
    for page in (*DOCS.glob("*.md"), DOCS.parent / "README.md", DOCS.parent / "CONTRIBUTING.md"):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
