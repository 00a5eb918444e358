"""Count the keys from a new folder to the first suggestions of a model: `python -m benchmarks.first_steps`.

A scripted newcomer opens a folder of short notes as a new project, names six entities, tags five files by hand with the
cheapest keys that the app offers, and presses `F8`. Characters typed as names of entities count as keys too.
"""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from pathlib import Path

from benchmarks.reviewing.keystrokes import Kind
from benchmarks.reviewing.round_reviewer import RoundReviewer
from core.domain.text.spans import Span
from core.services.project import files, projects
from core.services.project.entities import load_schema
from core.services.project.preferences import Preferences
from tui.app import AutotagApp
from tui.terminal.appearance import Appearance

GOAL = 180
TAGGED = 5
ENTITIES = ("Person", "Company", "Date", "Amount", "Case number", "City")

_MARKED = """\
On [Date:3 March 2025] [Person:Anna Keller] of [Company:Norwind GmbH] wrote from [City:Bremen] about case
[Case number:K-2041]. She claims [Amount:EUR 4,200].

[Company:Harbour Foods Ltd] asks for [Amount:EUR 910] in case [Case number:K-2077]. [Person:Tom Reilly] signed in
[City:Cork] on [Date:11 March 2025].

Case [Case number:K-2090]: [Person:Maria Lopez] paid [Amount:EUR 1,350] to [Company:Sol Energia SA] on
[Date:14 March 2025] in [City:Seville].

[Person:Jan Novak] from [City:Brno] called on [Date:20 March 2025]. [Company:Morava Tools] still owes
[Amount:EUR 675], see case [Case number:K-2103].

On [Date:2 April 2025] [Company:Lindqvist AB] closed case [Case number:K-2118] in [City:Malmo].
[Person:Eva Lindqvist] received [Amount:EUR 2,000].

[Person:Paul Martin] of [Company:Atelier Martin] wrote from [City:Lyon] on [Date:9 April 2025] about case
[Case number:K-2125] and [Amount:EUR 380].

On [Date:17 April 2025] [Person:Sofia Rossi] of [Company:Vetro Rossi SpA] claims [Amount:EUR 5,400] in case
[Case number:K-2131], heard in [City:Turin].

Case [Case number:K-2140]: [Company:Dunmore Freight Ltd] paid [Amount:EUR 720] to [Person:Niall Byrne] in
[City:Galway] on [Date:5 May 2025].
"""
_MARK = re.compile(r"\[([^:\]]+):([^\]]+)\]")


def notes() -> dict[str, tuple[str, tuple[Span, ...]]]:
    """Return the text and the right spans of each file."""
    return {f"{number}.txt": _unmarked(line) for number, line in enumerate(_MARKED.split("\n\n"), start=1)}


def _unmarked(marked: str) -> tuple[str, tuple[Span, ...]]:
    text, spans, end = "", [], 0
    for match in _MARK.finditer(marked):
        text += marked[end : match.start()]
        spans.append(Span(len(text), len(text) + len(match[2]), match[1]))
        text, end = text + match[2], match.end()
    return text + marked[end:], tuple(spans)


async def measure(folder: Path) -> tuple[dict[str, int], int]:
    """Return the keys of each step, and the number of suggestions of the first model."""
    texts = notes()
    for name, (text, _) in texts.items():
        (folder / name).write_text(text)
    project = projects.open_project(folder)
    app = AutotagApp(project, Preferences(), Appearance())
    async with app.run_test(size=(80, 24)) as pilot:
        gold = {name: spans for name, (_, spans) in texts.items()}
        hotkeys: dict[str, str] = {}
        newcomer = RoundReviewer(app, pilot, {name: text for name, (text, _) in texts.items()}, gold, hotkeys)
        keys = newcomer.effort.keys
        await newcomer.until(lambda: newcomer.screen._list.rows)
        await newcomer.press(Kind.TRAINING, "f3", "n")
        await newcomer.until(lambda: newcomer.screen.question_bar.display)
        names = [{",": "comma", " ": "space"}.get(character, character) for character in ", ".join(ENTITIES)]
        await newcomer.press(Kind.TRAINING, *names, "enter")
        await newcomer.until(lambda: len(load_schema(project)) == len(ENTITIES))
        hotkeys.update({entity.name: entity.hotkey for entity in load_schema(project)})
        await newcomer.press(Kind.TRAINING, "f2")
        await newcomer.until(lambda: newcomer.screen.SECTION == "Tag data" and newcomer.screen._list.rows)
        steps = {"naming six entities": keys.total()}
        await newcomer.begin()
        for _ in range(TAGGED):
            await newcomer.finish_file()
        steps["tagging five files"] = keys.total() - sum(steps.values())
        await newcomer.press(Kind.TRAINING, "f8")
        await newcomer.job_done()
        await newcomer.press(Kind.TRAINING, "enter")
        steps["training and opening the first suggestion"] = keys.total() - sum(steps.values())
    return steps, files.list_files(project).suggestion_count


def main() -> None:
    """Measure, and print a table."""
    with tempfile.TemporaryDirectory() as parent:
        os.environ["AUTOTAG_HOME"] = f"{parent}/home"
        folder = Path(parent, "notes")
        folder.mkdir()
        steps, suggested = asyncio.run(measure(folder))
    print("| step | keys |\n|---|---:|")
    for step, keys in steps.items():
        print(f"| {step} | {keys} |")
    print(
        f"| all (goal: {GOAL}) | {sum(steps.values())} |\n\n{suggested} suggestions in {len(notes()) - TAGGED} files."
    )


if __name__ == "__main__":
    main()
