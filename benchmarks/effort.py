"""How many keys a person needs: `python -m benchmarks.effort [SET]... [--files N] [--batch N] [--base PIPELINE]`.

A scripted reviewer that knows the right spans drives the app, key by key, and takes the cheapest keys that it
offers. First all files are tagged by hand. Then only the first batch is; a model is trained, the app tags the rest,
the next batch is reviewed, and so on. At the end the saved tags must equal the right ones exactly.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from benchmarks import data
from benchmarks.keystrokes import MEANINGS, Effort
from benchmarks.reviewer import Gold, Reviewer
from core.learning.examples import Example
from core.services import files, projects, quota
from core.services.entities import load_schema
from core.services.preferences import Preferences
from tui.app import AutotagApp
from tui.appearance import Appearance

SETS: dict[str, Callable[[str], list[Example]]] = {"sec_filings": data.filings, "wnut17": data.tweets}


async def measure(examples: Sequence[Example], batch: int, *, autotag: bool, base: str = "") -> list[Effort]:
    """Has the files tagged; gives what each batch took."""
    with tempfile.TemporaryDirectory() as parent:
        os.environ["AUTOTAG_HOME"] = f"{parent}/home"
        folder = Path(parent, "texts")
        folder.mkdir()
        gold = {f"{number:03d}.txt": example.spans for number, example in enumerate(examples)}
        texts = {name: example.text for name, example in zip(gold, examples, strict=True)}
        for name, text in texts.items():
            (folder / name).write_bytes(text.encode())
        entities = [name for name, _ in Counter(s.entity for e in examples for s in e.spans).most_common()]
        project = projects.create_project(folder, entities)
        quota.set_limit(None)
        app = AutotagApp(project, Preferences(), Appearance())
        async with app.run_test(size=(120, 40)) as pilot:
            hotkeys = {entity.name: entity.hotkey for entity in load_schema(project)}
            reviewer = Reviewer(app, pilot, texts, gold, hotkeys)
            efforts = await _batches(reviewer, len(gold), batch, autotag=autotag, base=base)
        _check(project, gold)
    return efforts


async def _batches(
    reviewer: Reviewer, number_of_files: int, batch: int, *, autotag: bool, base: str = ""
) -> list[Effort]:
    efforts = []
    await reviewer.begin()
    for first in range(0, number_of_files, batch):
        if first and autotag:
            await reviewer.next_round(base if first == batch else "")
        last = min(first + batch, number_of_files)
        a = os.environ.get("AHEAD", "none")
        reviewer.ahead = list(reviewer.gold)[first : {"none": first, "batch": last, "all": number_of_files}[a]]
        for _ in range(first, last):
            await reviewer.finish_file()
        efforts.append(reviewer.effort)
        reviewer.effort = Effort()
    return efforts


def _check(project: projects.Project, gold: Gold) -> None:
    for name, spans in gold.items():
        _, tagging = files.read_tagging(project, name)
        tagged = {tag.span for tag in tagging.tags}
        assert tagged == set(spans), f"{name}: missing {set(spans) - tagged}, wrong {tagged - set(spans)}"


def main() -> None:
    """Measures and prints a table for each set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", default=list(SETS), metavar="SET", help=f"of {', '.join(SETS)}")
    parser.add_argument("--files", type=int, default=100)
    parser.add_argument("--batch", type=int, default=10)
    options = parser.parse_args()
    data.require()
    for name in options.sets:
        examples = data.first(SETS[name]("train"), options.files)
        by_hand = asyncio.run(measure(examples, options.batch, autotag=False))
        helped = asyncio.run(measure(examples, options.batch, autotag=True))
        _print(name, by_hand, helped, options.batch)


def _print(name: str, by_hand: Sequence[Effort], helped: Sequence[Effort], batch: int) -> None:
    print(f"\n{name}: keys for each entity, by hand and with autotagging, batch by batch of {batch} files\n")
    print("| batch | entities | keys an entity by hand | with autotagging | ratio | keys a decision | waited |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for number, (hand, help_) in enumerate(zip(by_hand, helped, strict=True), start=1):
        print(_row(f"{number}", hand, help_))
    hand, help_ = Effort.of_all(by_hand), Effort.of_all(helped)
    print(_row("all", hand, help_))
    print(f"\nmedian keys of an entity by hand: {median(hand.each):.2f}\n")
    print("| keys for | by hand | with autotagging |")
    print("|---|---:|---:|")
    for kind, meaning in MEANINGS.items():
        print(f"| {meaning} | {hand.keys[kind]} | {help_.keys[kind]} |")
    print(f"| all | {hand.keys.total()} | {help_.keys.total()} |", flush=True)


def _row(label: str, hand: Effort, helped: Effort) -> str:
    decision = helped.a_decision
    cells = (
        label,
        str(hand.entities),
        f"{hand.an_entity:.2f}",
        f"{helped.an_entity:.2f}",
        f"{helped.an_entity / hand.an_entity:.2f}",
        "" if decision is None else f"{decision:.2f}",
        f"{helped.waited:.1f} s",
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
