"""What partly decided files add to a training: `python -m benchmarks.partly_decided [--seeds N]`.

A model learns from K whole files, and then from the same and M more in which a third of the work is done: somebody has
reviewed the first third of the suggestions of each file (`first`), a random third of them (`some`), only rejected what
is wrong in a random third (`wrong`), or tagged a random third of the entities by hand (`tags`); the suggestions that
were left are deleted. Four ways to learn from those M files are compared by strict micro F1 on held-out files: leave
them out, learn untagged text in them as "no entity" (`as whole`), learn from their known parts alone (`known`), and
that without the files that hold rejections only (`known, tagged`).
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import mean, stdev

from benchmarks import data
from core.domain.models.model import DEFAULT_THRESHOLD
from core.domain.tagging.known import ALL, known_parts
from core.domain.tagging.tagging import Tagging
from core.domain.tagging.tags import Tag
from core.domain.text.spans import Span, SpanSet, best_apart, position
from core.learning.choosing.calibration import UNCHANGED
from core.learning.choosing.validation import judge_with, micro_f1
from core.learning.crf.field_settings import all_settings
from core.learning.finders.finder import Finder
from core.learning.finders.recipes import cuts_for, fit_field, fit_together
from core.learning.pipeline.tokenizer import TokenCuts
from core.learning.training.examples import Example

SHARE = 1 / 3
"""Share of each partly decided file that is decided."""

SETS: dict[str, tuple[int, int, Callable[[int], tuple[list[Example], list[Example]]]]] = {
    "tickets": (10, 20, lambda seed: _halves(data.first(data.support_tickets(), 60, seed), 30)),
    "filings": (10, 40, lambda seed: (data.first(data.filings("train"), 50, seed), data.filings("test"))),
}
"""By name: K, M, and by seed the files to learn from and to measure on."""

WAYS = ("first", "some", "wrong", "tags")


def measure(name: str, seed: int) -> dict[str, float]:
    """Micro F1 for one choice of files, by way of deciding and way of learning."""
    count, more, read = SETS[name]
    training, testing = read(seed)
    whole, others = training[:count], training[count : count + more]
    finder, cuts = _learn(whole)
    found = {"without": _f1(finder, cuts, testing)}
    for way in WAYS:
        decided = [_decided(example, finder, cuts, way, random.Random(seed)) for example in others]
        decided = [example for example in decided if example.spans or example.rejected]
        tagged = [example for example in decided if example.spans]
        as_whole = [replace(example, known=ALL) for example in tagged]
        for learned, files in (("as whole", as_whole), ("known, tagged", tagged), ("known", decided)):
            found[f"{way}, {learned}"] = _f1(*_learn([*whole, *files]), testing)
    return found


def _learn(examples: Sequence[Example]) -> tuple[Finder, TokenCuts]:
    """Near and wide context together, as the recipe `fast` mostly chooses."""
    cuts = cuts_for(examples)
    return fit_together([fit_field(each) for each in all_settings(vectors=False)[:2]])(examples, cuts), cuts


def _f1(finder: Finder, cuts: TokenCuts, testing: Sequence[Example]) -> float:
    return micro_f1(judge_with(finder, cuts, testing))


def _decided(example: Example, finder: Finder, cuts: TokenCuts, way: str, rng: random.Random) -> Example:
    """Return the file with a third of the work done."""
    if way == "tags":
        tags, rejected = {tag for tag in example.spans if rng.random() < SHARE}, set[Span]()
    else:
        [file] = judge_with(finder, cuts, [example])
        suggested = [span for span in best_apart(file.scored(UNCHANGED)) if span.score >= DEFAULT_THRESHOLD]
        first = suggested[: max(1, round(len(suggested) * SHARE))]
        tags, rejected = _reviewed(
            example, first if way == "first" else [span for span in suggested if rng.random() < SHARE]
        )
        if way == "wrong":
            tags = set()
    tagging = Tagging(SpanSet(Tag(*tag.borders, tag.entity) for tag in tags), rejected=frozenset(rejected))
    return Example(
        example.name,
        example.text,
        tuple(sorted(tags, key=position)),
        tuple(sorted(rejected, key=position)),
        known_parts(example.text, tagging, read=False),
    )


def _reviewed(example: Example, suggested: Sequence[Span]) -> tuple[set[Span], set[Span]]:
    """Return tags and rejections: a suggestion that meets an entity becomes its tag, another one is rejected."""
    gold = SpanSet(example.spans)
    tags, rejected = set[Span](), set[Span]()
    for span in suggested:
        met = gold.overlapping(*span.borders)
        tags.update(met)
        rejected.update(() if met else (span.span,))
    return tags, rejected


def _halves(examples: list[Example], count: int) -> tuple[list[Example], list[Example]]:
    return examples[:count], examples[count:]


def main() -> None:
    """Print a table for each set: mean F1 over the seeds, and its difference from leaving the files out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=10)
    options = parser.parse_args()
    data.require()
    for name, (count, more, _) in SETS.items():
        figures: dict[str, list[float]] = defaultdict(list)
        for seed in range(options.seeds):
            for way, f1 in measure(name, seed).items():
                figures[way].append(f1)
        print(f"\n{name}: {count} whole files and {more} partly decided ones, {options.seeds} choices of files")
        print("| partly decided files | F1 | against without | deviation | worse in |\n|---|---:|---:|---:|---:|")
        for way, values in figures.items():
            gains = [value - without for value, without in zip(values, figures["without"], strict=True)]
            spread = stdev(gains) if len(gains) > 1 else 0.0
            worse = sum(gain < 0 for gain in gains)
            print(f"| {way} | {mean(values):.3f} | {mean(gains):+.3f} | {spread:.3f} | {worse} |", flush=True)


if __name__ == "__main__":
    main()
