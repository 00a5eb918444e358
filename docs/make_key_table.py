"""Write the table of what each letter means into docs/keys.md, from the commands.

Run as `python docs/make_key_table.py` after a command got another key, a new one, or another label.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from tui.commands import all_commands

PAGE = Path(__file__).parent / "keys.md"
START, END = "<!-- letters: made by make_key_table.py -->\n", "<!-- end of letters -->"
_PLACES = {
    "projects": "Projects", "tag-data": "Tag data", "file": "File", "entities": "Entities", "train": "Train",
    "models": "Models", "model": "Model", "jobs": "Jobs", "job": "Job", "wizard": "Trigger Autotag",
    "settings": "Settings", "queue": "By text", "incoming": "Import",
}  # fmt: skip


def table() -> str:
    """Return a row for each letter: what it means, and on which screens."""
    meanings: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for command in all_commands():
        place = command.id.partition(".")[0]
        for key in command.keys_in({}):
            if len(key) == 1 and key.isalpha():
                shown = _PLACES.get(place, place.replace("-", " ").capitalize())
                meanings[key][command.label].append("everywhere" if place == "anywhere" else shown)
    rows = ["| key | meaning |", "|---|---|"]
    for key in sorted(meanings, key=lambda key: (key.lower(), key.isupper())):
        told = (f"{label} ({', '.join(places)})" for label, places in meanings[key].items())
        rows.append(f"| `{key}` | {'; '.join(told)} |")
    return "\n".join(rows) + "\n"


def written(page: str) -> str:
    """Return the page with the table as it is now."""
    before, _, rest = page.partition(START)
    return before + START + table() + END + rest.partition(END)[2]


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text("utf-8")), "utf-8")
