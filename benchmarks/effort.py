"""How many keys a person needs: `python -m benchmarks.effort [SET]... [--files N] [--batch N] [--base PIPELINE]`.

With `--guess`, the files are done by hand, with autotagging, and with a guesser from the first file on: `simulated`, a
server on loopback that answers with a precision and recall of `--quality`, or the name of an installed spaCy pipeline.

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
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from statistics import median

from benchmarks import data
from benchmarks.guessing.guess_server import serving_guesses
from benchmarks.guessing.simulated_guesser import SimulatedGuesser
from benchmarks.reviewing.keystrokes import MEANINGS, Effort
from benchmarks.reviewing.reviewer import Gold
from benchmarks.reviewing.round_reviewer import RoundReviewer
from core.domain.project.guessers import Guesser, GuesserKind
from core.learning.training.examples import Example
from core.services.jobs import guessers, quota
from core.services.project import files, projects
from core.services.project.entities import load_schema
from core.services.project.preferences import Preferences
from harness.chat_server import MODEL
from tui.app import AutotagApp
from tui.terminal.appearance import Appearance

SETS: dict[str, Callable[[str], list[Example]]] = {"sec_filings": data.filings, "wnut17": data.tweets}


class Way(StrEnum):
    """How the files are done."""

    BY_HAND = "by hand"
    SPREADING = "same text in all files"
    AUTOTAGGING = "with autotagging"
    GUESSING = "with a guesser"


_UNGUESSED = (Way.BY_HAND, Way.SPREADING, Way.AUTOTAGGING)
_GUESSED = (Way.BY_HAND, Way.AUTOTAGGING, Way.GUESSING)

_LABELS = {"PERSON": "person", "GPE": "location", "LOC": "location", "ORG": "group"}
"""Entities of the tweets that labels of English pipelines stand for."""

Measured = Mapping[Way, Sequence[Effort]]


async def measure(
    examples: Sequence[Example], batch: int, way: Way, base: str = "", guesser: Guesser | None = None
) -> list[Effort]:
    """Have the files tagged, and return the effort of each batch.

    Args:
        examples: the files.
        batch: number of files that each model tags.
        way: how they are done.
        base: pipeline that the models build on; empty for none.
        guesser: makes the first guess, and is the base of the models, where that is the way.
    """
    with tempfile.TemporaryDirectory() as parent:
        os.environ["AUTOTAG_HOME"] = f"{parent}/home"
        texts = {f"{number:03d}.txt": example.text for number, example in enumerate(examples)}
        gold = {name: example.spans for name, example in zip(texts, examples, strict=True)}
        project = _project(Path(parent, "texts"), texts, gold)
        if guesser and way is Way.GUESSING:
            guessers.add_guesser(project, guesser)
        app = AutotagApp(project, Preferences(), Appearance())
        async with app.run_test(size=(120, 40)) as pilot:
            hotkeys = {entity.name: entity.hotkey for entity in load_schema(project)}
            reviewer = RoundReviewer(app, pilot, texts, gold, hotkeys)
            reviewer.spreads = way is not Way.BY_HAND
            efforts = []
            await (reviewer.first_guess() if way is Way.GUESSING else reviewer.begin())
            for first in range(0, len(gold), batch):
                if first and way in (Way.AUTOTAGGING, Way.GUESSING):
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
    """Measure, and print tables for each set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", default=list(SETS), metavar="SET", help=f"of {', '.join(SETS)}")
    parser.add_argument("--files", type=int, default=100)
    parser.add_argument("--batch", type=int, default=10)
    parser.add_argument("--base", default="", metavar="PIPELINE", help="the only spaCy pipeline that is installed")
    parser.add_argument("--guess", default="", metavar="GUESSER", help="'simulated', or an installed spaCy pipeline")
    parser.add_argument("--quality", type=float, default=0.6, help="precision and recall of the simulated guesser")
    options = parser.parse_args()
    data.require()
    for name in options.sets:
        pool = SETS[name]("train")
        examples = data.first(pool, options.files)
        with _guesser(options.guess, options.quality, pool) as guesser:
            measured = {
                way: asyncio.run(measure(examples, options.batch, way, options.base, guesser))
                for way in (_GUESSED if guesser else _UNGUESSED)
            }
        on = "".join(f" on {each}" for each in (options.base, options.guess) if each)
        print(f"\n{name}{on}: keys an entity, {options.batch} files a batch\n")
        _print_batches(measured)
        _print_kinds(measured)


@contextmanager
def _guesser(kind: str, quality: float, pool: Sequence[Example]) -> Iterator[Guesser | None]:
    """Set up a guesser; a simulated one is served while the block runs."""
    if not kind:
        yield None
    elif kind == "simulated":
        with serving_guesses(SimulatedGuesser(pool, quality), [example.text for example in pool]) as server:
            yield Guesser(kind, GuesserKind.CHAT, server.address, MODEL)
    else:
        yield Guesser("pipeline", GuesserKind.PIPELINE, kind, labels=_LABELS)


def _print_batches(measured: Measured) -> None:
    print(f"| batch | entities | {' | '.join(measured)} | ratio to by hand | keys a decision | waited |")
    print("|---" + "|---:" * (len(measured) + 4) + "|")
    for number, efforts in enumerate(zip(*measured.values(), strict=True), start=1):
        _print_batch(f"{number}", efforts)
    _print_batch("all", [Effort.of_all(efforts) for efforts in measured.values()])
    by_hand = Effort.of_all(measured[Way.BY_HAND])
    print(f"\nMedian keys of an entity by hand: {median(by_hand.each):.2f}\n")


def _print_batch(label: str, efforts: Sequence[Effort]) -> None:
    by_hand, helped = efforts[0], efforts[-1]
    cells = [label, str(by_hand.entities), *(f"{effort.an_entity:.2f}" for effort in efforts)]
    cells.append(f"{helped.an_entity / by_hand.an_entity:.2f}")
    cells.append("" if helped.a_decision is None else f"{helped.a_decision:.2f}")
    print(f"| {' | '.join(cells)} | {helped.waited:.1f} s |")


def _print_kinds(measured: Measured) -> None:
    print(f"| keys for | {' | '.join(measured)} |")
    print("|---" + "|---:" * len(measured) + "|")
    totals = [Effort.of_all(efforts).keys for efforts in measured.values()]
    for kind, meaning in MEANINGS.items():
        print(f"| {meaning} | {' | '.join(str(keys[kind]) for keys in totals)} |")
    print(f"| all | {' | '.join(str(keys.total()) for keys in totals)} |", flush=True)


if __name__ == "__main__":
    main()
