"""How many keys a person needs: `python -m benchmarks.effort [SET]... [--files N] [--batch N] [--base PIPELINE]`.

A scripted reviewer that knows the right spans drives the app, key by key, and takes the cheapest keys that it offers.
Three times: by hand, file by file; by hand, with the same text tagged in all files at once where that pays; and with
autotagging: only the first batch is done by hand, then a model is trained, the app tags the next batch, that is
reviewed, and so on. At the end the saved tags must equal the right ones exactly.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from statistics import median

from benchmarks import data
from benchmarks.keystrokes import MEANINGS, Effort
from benchmarks.reviewer import Gold
from benchmarks.round_reviewer import RoundReviewer
from core.learning.training.examples import Example
from core.services.jobs import quota
from core.services.project import files, projects
from core.services.project.entities import load_schema
from core.services.project.preferences import Preferences
from tui.app import AutotagApp
from tui.terminal.appearance import Appearance

SETS: dict[str, Callable[[str], list[Example]]] = {"sec_filings": data.filings, "wnut17": data.tweets}


class Way(StrEnum):
    """How the files are done."""

    BY_HAND = "by hand"
    SPREADING = "same text in all files"
    AUTOTAGGING = "with autotagging"


Measured = Mapping[Way, Sequence[Effort]]


async def measure(examples: Sequence[Example], batch: int, way: Way, base: str = "") -> list[Effort]:
    """Has the files tagged; gives what each batch took.

    Args:
        examples: the files.
        batch: number of files that each model tags.
        way: how they are done.
        base: pipeline that the models build on; empty for none.
    """
    with tempfile.TemporaryDirectory() as parent:
        os.environ["AUTOTAG_HOME"] = f"{parent}/home"
        texts = {f"{number:03d}.txt": example.text for number, example in enumerate(examples)}
        gold = {name: example.spans for name, example in zip(texts, examples, strict=True)}
        project = _project(Path(parent, "texts"), texts, gold)
        app = AutotagApp(project, Preferences(), Appearance())
        async with app.run_test(size=(120, 40)) as pilot:
            hotkeys = {entity.name: entity.hotkey for entity in load_schema(project)}
            reviewer = RoundReviewer(app, pilot, texts, gold, hotkeys)
            reviewer.spreads = way is not Way.BY_HAND
            efforts = []
            await reviewer.begin()
            for first in range(0, len(gold), batch):
                if first and way is Way.AUTOTAGGING:
                    await reviewer.next_round(base if first == batch else "")
                for _ in range(first, min(first + batch, len(gold))):
                    await reviewer.finish_file()
                efforts.append(reviewer.effort)
                reviewer.effort = Effort()
        _check(project, gold)
    return efforts


def _project(folder: Path, texts: Mapping[str, str], gold: Gold) -> projects.Project:
    folder.mkdir()
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode())
    quota.set_limit(None)
    entities = [name for name, _ in Counter(span.entity for spans in gold.values() for span in spans).most_common()]
    return projects.create_project(folder, entities)


def _check(project: projects.Project, gold: Gold) -> None:
    for name, spans in gold.items():
        _, tagging = files.read_tagging(project, name)
        tagged = {tag.span for tag in tagging.tags}
        assert tagged == set(spans), f"{name}: missing {set(spans) - tagged}, wrong {tagged - set(spans)}"


def main() -> None:
    """Measures and prints tables for each set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", default=list(SETS), metavar="SET", help=f"of {', '.join(SETS)}")
    parser.add_argument("--files", type=int, default=100)
    parser.add_argument("--batch", type=int, default=10)
    parser.add_argument("--base", default="", metavar="PIPELINE", help="the only spaCy pipeline that is installed")
    options = parser.parse_args()
    data.require()
    for name in options.sets:
        examples = data.first(SETS[name]("train"), options.files)
        measured = {way: asyncio.run(measure(examples, options.batch, way, options.base)) for way in Way}
        print(
            f"\n{name}{f' on {options.base}' if options.base else ''}: keys an entity, {options.batch} files a batch\n"
        )
        _print_batches(measured)
        _print_kinds(measured)


def _print_batches(measured: Measured) -> None:
    print(f"| batch | entities | {' | '.join(Way)} | ratio to by hand | keys a decision | waited |")
    print("|---" + "|---:" * (len(Way) + 4) + "|")
    for number, efforts in enumerate(zip(*(measured[way] for way in Way), strict=True), start=1):
        _print_batch(f"{number}", efforts)
    _print_batch("all", [Effort.of_all(measured[way]) for way in Way])
    by_hand = Effort.of_all(measured[Way.BY_HAND])
    print(f"\nMedian keys of an entity by hand: {median(by_hand.each):.2f}\n")


def _print_batch(label: str, efforts: Sequence[Effort]) -> None:
    by_hand, helped = efforts[0], efforts[-1]
    cells = [label, str(by_hand.entities), *(f"{effort.an_entity:.2f}" for effort in efforts)]
    cells.append(f"{helped.an_entity / by_hand.an_entity:.2f}")
    cells.append("" if helped.a_decision is None else f"{helped.a_decision:.2f}")
    print(f"| {' | '.join(cells)} | {helped.waited:.1f} s |")


def _print_kinds(measured: Measured) -> None:
    print(f"| keys for | {' | '.join(Way)} |")
    print("|---" + "|---:" * len(Way) + "|")
    totals = [Effort.of_all(measured[way]).keys for way in Way]
    for kind, meaning in MEANINGS.items():
        print(f"| {meaning} | {' | '.join(str(keys[kind]) for keys in totals)} |")
    print(f"| all | {' | '.join(str(keys.total()) for keys in totals)} |", flush=True)


if __name__ == "__main__":
    main()
