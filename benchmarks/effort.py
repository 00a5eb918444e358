"""How many keys a person needs: `python -m benchmarks.effort [SET]... [--files N] [--batch N]`.

A scripted reviewer that knows the right spans drives the app, key by key, and takes the cheapest keys that it
offers. First all files are tagged by hand. Then only the first batch is; a model is trained, the app tags the rest,
the next batch is reviewed, and so on. At the end the saved tags must equal the right ones exactly.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import tempfile
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from typing import Any

from textual.pilot import Pilot

from benchmarks import data
from core.domain.candidates import candidate_at
from core.domain.questions import Question
from core.domain.selection import Borders, Unit, move_end, move_start, word_at
from core.domain.spans import Span
from core.domain.tagged_strings import places_of
from core.domain.tags import Suggestion
from core.learning.examples import Example
from core.services import files, projects, quota
from core.services.entities import load_schema
from core.services.preferences import Preferences
from tui.app import AutotagApp
from tui.appearance import Appearance
from tui.screens.file import FileScreen
from tui.screens.job import JobScreen
from tui.screens.queue import QueueScreen

SETS: dict[str, Callable[[str], list[Example]]] = {"sec_filings": data.filings, "wnut17": data.tweets}
DEEPEST = 5
"""Keys for fitting borders beyond which another way is always cheaper."""

MOST_TABS = 8

Gold = dict[str, tuple[Span, ...]]
Move = Callable[[str, Borders], Borders]


def _word(text: str, borders: Borders) -> Borders:
    phrase = candidate_at(text, borders[0])
    return (phrase if phrase and phrase != borders else word_at(text, borders[0])) or borders


MOVES: dict[str, Move] = {
    key: partial(lambda move, unit, outward, text, borders: move(text, borders, unit, outward), move, unit, outward)
    for key, move, unit, outward in (
        ("greater_than_sign", move_end, Unit.WORD, True),
        ("less_than_sign", move_end, Unit.WORD, False),
        ("left_curly_bracket", move_start, Unit.WORD, True),
        ("right_curly_bracket", move_start, Unit.WORD, False),
        ("full_stop", move_end, Unit.CHARACTER, True),
        ("comma", move_end, Unit.CHARACTER, False),
        ("left_parenthesis", move_start, Unit.CHARACTER, True),
        ("right_parenthesis", move_start, Unit.CHARACTER, False),
    )
}
SELECTING = {**MOVES, "w": _word}
"""What changes a selection of bare text; `w` does not change a tag or a suggestion."""


def fitting(text: str, borders: Borders, wanted: Borders, moves: dict[str, Move]) -> list[str] | None:
    """The fewest keys that lead from some borders to others; None if they are more than `DEEPEST`."""
    ways: dict[Borders, list[str]] = {borders: []}
    waiting = deque([borders])
    while waiting:
        here = waiting.popleft()
        if here == wanted:
            return ways[here]
        if len(ways[here]) < DEEPEST:
            for key, move in moves.items():
                if (there := move(text, here)) not in ways:
                    ways[there] = [*ways[here], key]
                    waiting.append(there)
    return None


@dataclass
class Count:
    """What a batch of files took.

    Attributes:
        entities: right spans in them.
        keys: pressed, for training and moving between files too.
        decisions: on suggestions.
        deciding: keys pressed while suggestions were left in the file.
        waited: seconds for training and jobs.
        each: keys of each entity tagged by hand; those tagged together share their keys.
    """

    entities: int = 0
    keys: int = 0
    decisions: int = 0
    deciding: int = 0
    waited: float = 0.0
    each: list[float] = field(default_factory=list)


class Reviewer:
    """Presses the keys."""

    def __init__(self, app: AutotagApp, pilot: Pilot[None], gold: Gold, hotkeys: dict[str, str]) -> None:
        self.app = app
        self.pilot = pilot
        self.gold = gold
        self.hotkeys = hotkeys
        self.count = Count()

    @property
    def screen(self) -> Any:
        """The open screen."""
        return self.app.screen

    async def press(self, *keys: str) -> None:
        """Presses keys, one by one."""
        for key in keys:
            self.count.keys += 1
            await self.pilot.press(key)

    async def until(self, condition: Callable[[], object]) -> None:
        """Waits for something to be on the screen."""
        async with asyncio.timeout(300):
            while not condition():
                await self.pilot.pause(0.02)

    # One file.

    @property
    def name(self) -> str:
        """The open file."""
        name: str = self.screen._file_name
        return name

    @property
    def text(self) -> str:
        """Its text."""
        text: str = self.screen._content
        return text

    @property
    def session(self) -> Any:
        """Its session."""
        return self.screen._session

    def key_of(self, entity: str) -> str:
        """The entity's key."""
        return self.hotkeys[entity]

    def missing(self) -> list[Span]:
        """Right spans that are not tagged yet."""
        tagged = {tag.span for tag in self.session.current.tags}
        return [span for span in self.gold[self.name] if span not in tagged]

    async def finish_file(self) -> None:
        """Decides on all suggestions, tags what is missing, and goes on."""
        before = self.name
        await self.until(lambda: self.screen._likely is not None)
        self.count.entities += len(self.gold[self.name])
        while self.session.current.suggestions:
            await self.decide()
        while wrong := [tag for tag in self.session.current.tags if tag.span not in self.gold[self.name]]:
            raise AssertionError(f"{self.name}: {wrong[0]} is wrong")
        while missing := self.missing():
            pressed = self.count.keys
            made = await self.tag(missing[0])
            self.count.each += [(self.count.keys - pressed) / made] * made
        await self.press("enter")
        await self.until(lambda: self.name != before or "Every file is done" in self.screen.message_line.message)

    async def decide(self) -> None:
        """Decides on the suggestion in focus, or on all that are left where they are all alike."""
        begun = self.count.keys
        suggestions = list(self.session.current.suggestions)
        right = [suggestion.span in self.gold[self.name] for suggestion in suggestions]
        focus = self.session.selected_suggestion
        if focus is None:
            await self.press("n")
        elif len(right) > 2 and len(set(right)) == 1:
            await self.press("A" if right[0] else "X", "y")
            self.count.decisions += len(right)
        else:
            await self.press(*self.keys_for(focus))
            self.count.decisions += 1
        self.count.deciding += self.count.keys - begun

    def keys_for(self, focus: Suggestion) -> list[str]:
        """The keys that make a suggestion right, or reject it."""
        gold = self.gold[self.name]
        if focus.span in gold:
            return ["a"]
        overlapped = [span for span in gold if span.overlaps(focus) and not self.is_tagged(span)]
        if len(overlapped) == 1:
            wanted = overlapped[0]
            if wanted.borders == focus.borders:
                return [self.key_of(wanted.entity)]
            keys = fitting(self.text, focus.borders, wanted.borders, MOVES)
            relabel = [] if wanted.entity == focus.entity else [self.key_of(wanted.entity)]
            if keys is not None and len(keys) + len(relabel) <= 2 and self.is_clear(focus.borders, keys):
                return [*keys, *relabel]
        return ["x"]

    def is_tagged(self, span: Span) -> bool:
        """Whether some tag is in the way."""
        return bool(self.session.current.tags.overlapping(*span.borders))

    def is_clear(self, borders: Borders, keys: Sequence[str]) -> bool:
        """Whether moving borders so meets no tag on the way."""
        for key in keys:
            borders = MOVES[key](self.text, borders)
            if self.session.current.tags.overlapping(*borders):
                return False
        return True

    async def tag(self, wanted: Span) -> int:
        """Tags the first span that is missing, and others with the same text if that is cheap; gives how many."""
        keys = min((way for way in (self.by_tabs(wanted), self.by_label(wanted)) if way), key=len, default=None)
        if keys is None:
            await self.press("pagedown" if self.screen._text.visible_stretch[1] <= wanted.start else "pageup")
            return await self.tag(wanted)
        await self.press(*keys, self.key_of(wanted.entity))
        assert wanted not in self.missing(), (self.name, wanted, keys)
        return 1 + await self.tag_alike(wanted)

    def by_tabs(self, wanted: Span) -> list[str] | None:
        """From one likely place to the next."""
        session = self.session
        here = session.selection
        ways = []
        for tabs in range(MOST_TABS):
            if here is not None and not session.current.tags.overlapping(*here):
                fit = fitting(self.text, here, wanted.borders, SELECTING) if abs(here[0] - wanted.start) < 100 else None
                if fit is not None and self.is_free(here, fit):
                    ways.append(["tab"] * tabs + fit)
            following = self.screen._likely.next(here[0] if here else -1, session.current)
            if following is None or following[0] > wanted.start + 100:
                break
            here = following
        return min(ways, key=len, default=None)

    def by_label(self, wanted: Span) -> list[str] | None:
        """By the labels of what is in view."""
        ways = []
        for label, place in self.screen._labels(grow=False).items():
            if abs(place[0] - wanted.start) < 60:
                fit = fitting(self.text, place, wanted.borders, SELECTING)
                if fit is not None and self.is_free(place, fit):
                    ways.append(["g", *label, *fit])
        return min(ways, key=len, default=None)

    def is_free(self, borders: Borders, keys: Sequence[str]) -> bool:
        """Whether no selection on the way is exactly a tag, which would be changed then."""
        tagged = {tag.borders for tag in self.session.current.tags}
        for key in keys:
            borders = SELECTING[key](self.text, borders)
            if borders in tagged:
                return False
        return True

    async def tag_alike(self, tagged: Span) -> int:
        """Tags other places with the same text where that takes fewer keys than two for each."""
        string = self.text[tagged.start : tagged.end]
        tags = self.session.current.tags
        places = [place for place in places_of(string, self.text) if not tags.overlapping(*place)]
        missing = {span.borders for span in self.missing() if span.entity == tagged.entity}
        right = [place in missing for place in places]
        if not any(right) or sum(right) < 2:
            return 0
        last = len(right) - right[::-1].index(True)  # after this one there is nothing to tag
        same_from = next(n for n in range(len(right) + 1) if all(right[n:]))
        answers = ["y" if each else "n" for each in right[: same_from if same_from < len(right) else last]]
        answers += ["a"] if same_from < len(right) else ["escape"] if last < len(right) else []
        if 1 + len(answers) > 2 * sum(right):
            return 0
        await self.press("t", *answers)
        return sum(right)

    # A job.

    async def train_and_autotag(self) -> None:
        """Trains a model and lets it tag all files that are left."""
        await self.press("f4")
        await self.until(
            lambda: self.screen.SECTION == "Train" and "tagged file" in self.screen.title_bar.render().plain
        )
        await self.press("s")
        await self.until(lambda: self.screen.question_bar.display or isinstance(self.screen, JobScreen))
        if self.screen.question_bar.display:
            await self.press("y")
        await self.job_done()
        await self.press("t", "plus", "enter", "enter")
        await self.job_done()
        if self.screen._job.suggested:
            await self.by_text()
        await self.press("f2", "enter")
        await self.until(lambda: isinstance(self.screen, FileScreen) and self.screen._file is not None)

    async def by_text(self) -> None:
        """Decides, in all files of the job at once, on texts that are alike wherever they are suggested."""
        begun = self.count.keys
        await self.press("b")
        await self.until(lambda: isinstance(self.screen, QueueScreen) and self.screen._queue is not None)
        mixed = 0
        while mixed < len(self.screen._list.rows):
            question = self.screen._list.current
            key = self.answer(question) if len(question.places) > 1 or mixed else None
            if key is None and len(question.places) < 2:
                break  # single places are as cheap in their files, where what is missing is seen too
            mixed += key is None
            await self.press(key or "z")
            self.count.decisions += len(question.places) if key else 0
        if self.screen._queue.has_unsaved:
            await self.press("s")
        self.count.deciding += self.count.keys - begun

    def answer(self, question: Question) -> str | None:
        """The key that is right for all places of a question, if there is one."""
        right: set[str] = set()
        for name, suggestions in question.suggestions.items():
            gold = {span.borders: span.entity for span in self.gold[name]}
            right |= {gold.get(suggestion.borders, "") for suggestion in suggestions}
        if right == {question.entity}:
            return "a"
        if right == {""}:
            return "x"
        return self.hotkeys[right.pop()] if len(right) == 1 else None

    async def job_done(self) -> None:
        """Waits for the job on the screen."""
        began = time.monotonic()
        await self.until(lambda: isinstance(self.screen, JobScreen) and self.screen._job is not None)
        await self.until(lambda: not self.screen._job.state.is_active)
        assert self.screen._job.state == "succeeded", self.screen._job
        self.count.waited += time.monotonic() - began


def measure(examples: Sequence[Example], batch: int, *, autotag: bool) -> list[Count]:
    """Has the files tagged, in a process of its own; gives what each batch took.

    The app is not waited for: driven without a terminal, it has been seen not to come to its end after 100 files.
    """
    ours, theirs = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=_measure_into, args=(theirs, examples, batch, autotag))
    process.start()
    theirs.close()
    counts: list[Count] = ours.recv()
    process.kill()
    process.join()
    return counts


def _measure_into(pipe: Connection, examples: Sequence[Example], batch: int, autotag: bool) -> None:
    asyncio.run(_drive(pipe, examples, batch, autotag))


async def _drive(pipe: Connection, examples: Sequence[Example], batch: int, autotag: bool) -> None:
    with tempfile.TemporaryDirectory() as parent:
        os.environ["AUTOTAG_HOME"] = f"{parent}/home"
        folder = Path(parent, "texts")
        folder.mkdir()
        gold = {f"{number:03d}.txt": example.spans for number, example in enumerate(examples)}
        for name, example in zip(gold, examples, strict=True):
            (folder / name).write_bytes(example.text.encode())
        entities = [name for name, _ in Counter(s.entity for e in examples for s in e.spans).most_common()]
        project = projects.create_project(folder, entities)
        quota.set_limit(None)
        app = AutotagApp(project, Preferences(), Appearance())
        async with app.run_test(size=(120, 40)) as pilot:
            hotkeys = {entity.name: entity.hotkey for entity in load_schema(project)}
            reviewer = Reviewer(app, pilot, gold, hotkeys)
            await reviewer.until(lambda: reviewer.screen._list.rows)
            await reviewer.press("enter")
            await reviewer.until(lambda: isinstance(app.screen, FileScreen) and app.screen._file is not None)
            counts = await _batches(reviewer, len(gold), batch, autotag=autotag)
            _check(project, gold)
            pipe.send(counts)


async def _batches(reviewer: Reviewer, number_of_files: int, batch: int, *, autotag: bool) -> list[Count]:
    counts = []
    for first in range(0, number_of_files, batch):
        reviewer.count = Count()
        if first and autotag:
            await reviewer.train_and_autotag()
        for _ in range(first, min(first + batch, number_of_files)):
            await reviewer.finish_file()
        counts.append(reviewer.count)
    return counts


def _check(project: projects.Project, gold: dict[str, tuple[Span, ...]]) -> None:
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
        by_hand = measure(examples, options.batch, autotag=False)
        helped = measure(examples, options.batch, autotag=True)
        _print(name, by_hand, helped, options.batch)


def _print(name: str, by_hand: Sequence[Count], helped: Sequence[Count], batch: int) -> None:
    print(f"\n{name}: keys per entity, by hand and with autotagging, batch by batch of {batch} files")
    print(f"{'batch':>5} {'entities':>9} {'by hand':>8} {'autotag':>8} {'ratio':>6} {'a decision':>10} {'waited':>8}")
    for number, (hand, help_) in enumerate(zip(by_hand, helped, strict=True), start=1):
        _row(f"{number}", hand, help_)
    _row("all", _sum(by_hand), _sum(helped))
    print(f"median keys of an entity by hand: {median(each for hand in by_hand for each in hand.each):.2f}")


def _row(label: str, hand: Count, helped: Count) -> None:
    entities = max(hand.entities, 1)
    a_decision = f"{helped.deciding / helped.decisions:.2f}" if helped.decisions else ""
    print(
        f"{label:>5} {hand.entities:>9} {hand.keys / entities:>8.2f} {helped.keys / entities:>8.2f}"
        f" {helped.keys / hand.keys:>6.2f} {a_decision:>10} {helped.waited:>6.1f} s"
    )


def _sum(counts: Sequence[Count]) -> Count:
    total = Count()
    for count in counts:
        total.entities += count.entities
        total.keys += count.keys
        total.decisions += count.decisions
        total.deciding += count.deciding
        total.waited += count.waited
    return total


if __name__ == "__main__":
    main()
