"""A model's figures as text."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from core.domain.models.comparison import Comparison
from core.domain.models.metrics import NONE, wilson_interval
from core.domain.models.model import FileMismatches, Model, TagCounts, guidance
from core.domain.models.reliability import bins_of_model
from core.domain.models.splits import SplitKind
from core.domain.models.verdict import conclusion, in_words
from core.domain.text.spans import Span
from core.domain.wording import counted
from core.services.training.models import MeasuredFile
from tui.terminal.appearance import Glyphs
from tui.terminal.plain import fit, visible
from tui.widgets import plots
from tui.widgets.measured_on import MEASURED_ON
from tui.widgets.meter import meter

_HEAD = Style(bold=True)
_DIM = Style(dim=True)

_WIDTH = 76
"""Cells of the narrowest terminal, less the margins and a scroll bar; a dozen entities fit in."""

_MEASURE = 100
"""Cells of the longest line of prose."""

_LABEL = 12
"""Cells of what a fact is called."""

_NONE = "none"

_SAME_FILES = (
    "Counted on files that the model had not seen, on which its scores were adjusted too: on other files scores may be "
    "a little further off."
)

_TERMS = (
    "Precision: the share of suggestions that are right, in borders and entity.\n"
    "Recall: the share of tags that were found so. F1: their harmonic mean, elsewhere called quality.\n"
    "95 %: where the true recall lies, as far as so few tags can tell.\n"
)

_WORST = 5
"""Confusions that are named."""

_SPLITS = {
    SplitKind.CROSS: "cross-validation: each file was measured by a model that had not seen it",
    SplitKind.AUTO: "a random share of the files was held out",
    SplitKind.MANUAL: "the files marked as testing set were held out",
}


def overview(model: Model, glyphs: Glyphs, width: int) -> Text:
    """Return in words what the figures mean, those of each entity, guidance, and what it was trained on."""
    text = Text()
    for sentence in (in_words(model.evaluation.total), conclusion(model.evaluation.total)):
        text.append("\n".join(wrap(sentence, max(_WIDTH, min(_MEASURE, width - 4)))) + "\n", _HEAD)
    text.append("\n")
    name = _name_width(_entities(model), 24)
    text.append(f"{'Entity':<{name}}{'Right':>7}{'Found':>7}{'Learned from':>15}{'Measured on':>14}\n", _HEAD)
    for entity in _entities(model):
        counts = model.counts(entity)
        learned = model.training_tags.get(entity, TagCounts()).tags
        text.append(
            f"{fit(entity, name, glyphs.cut)}{_share(counts.precision, counts.predicted):>7}"
            f"{_share(counts.recall, counts.expected):>7}"
            f"{counted(learned, 'tag'):>15}{counted(counts.expected, 'tag'):>14}\n"
        )
    text.append("Right: of its suggestions. Found: of what was tagged.\n", _DIM)
    advice = guidance(model)
    text.append("\nGuidance\n", _HEAD)
    for item in advice:
        text.append(f"- {visible(item.sentence)}\n")
    if not advice:
        text.append("Nothing to remark.\n")
    text.append(f"\nTrained in {model.seconds:.1f} s on {counted(len(model.training), 'file')}, ", _DIM)
    text.append(f"measured on {MEASURED_ON[model.split.kind]}.\n", _DIM)
    return text


def _entities(model: Model) -> Sequence[str]:
    return sorted({*model.entities, *model.evaluation.entities})


def _name_width(names: Sequence[str], most: int) -> int:
    """Return the cells that names take, at least those of a heading: figures stay near what they belong to."""
    return min(most, max(8, *(cell_len(visible(name)) for name in names)))


def _share(share: float, of: int) -> str:
    """Return a share in per cent, or a dash where there is nothing of which it is one."""
    return f"{share:.0%}" if of else "-"


def details(model: Model, glyphs: Glyphs) -> Text:
    """Return how the model was trained, measured and chosen, in the terms of the field, and its strict figures."""
    text = Text()
    split = f"{_SPLITS[model.split.kind]} (seed {model.split.seed})"
    facts = [
        ("Trained", f"{model.trained_at[:19].replace('T', ' ')} UTC, in {model.seconds:.1f} s"),
        ("Recipe", f"{model.recipe}: {model.made_of}"),
        ("Files", f"{len(model.training)} to learn from, {len(model.testing)} to measure on"),
        ("Evaluation", split),
        *([("Guesser", model.gain.sentence)] if model.gain else []),
        ("Scores", "calibrated on unseen files" if model.calibrated else "not calibrated: too few tags; kept low"),
    ]
    for label, value in facts:
        text.append(f"{label:<{_LABEL}}", _DIM)
        text.append(f"\n{'':{_LABEL}}".join(wrap(visible(value), _WIDTH - _LABEL)) + "\n")
    return text.append_text(_figures(model, glyphs))


def _figures(model: Model, glyphs: Glyphs) -> Text:
    """Return F1, precision and recall in all and of each entity, and what they mean."""
    text = Text(no_wrap=True)
    name_width = _name_width(_entities(model), 24)
    text.append(f"\n{'Entity':<{name_width}}{'F1':>7}{'Precision':>11}{'Recall':>8}  Recall, 95 %\n", _HEAD)
    rows = [("all", model.evaluation.total), *((name, model.counts(name)) for name in _entities(model))]
    for name, counts in rows:
        low, high = wilson_interval(counts.true_positives, counts.expected)
        text.append(
            f"{fit(name, name_width, glyphs.cut)}{counts.f1:>7.3f}{counts.precision:>11.3f}{counts.recall:>8.3f}  "
            f"{low:.2f}-{high:.2f}\n"
        )
    return text.append(_TERMS, _DIM)


def confusion(model: Model, glyphs: Glyphs) -> Text:
    """Return a row for each expected entity and a column for each found one, numbered, since names are long."""
    names = [*sorted(model.evaluation.entities), NONE]
    counts = model.evaluation.confusion
    # As narrow as the figures allow: with a dozen entities their names still have to tell them apart.
    cell = 1 + max(2, *(len(str(count)) for count in counts.values()), len(str(len(names))))
    last = max(cell, 1 + len(_NONE))
    width = max(8, min(_name_width(names, 24), _WIDTH - 5 - cell * (len(names) - 1) - last))
    text = Text(no_wrap=True)
    text.append("Rows: what was expected. Columns: what was said, by the number of the row.\n\n", _DIM)
    text.append(" " * (width + 4) + "".join(f"{number + 1:>{cell}}" for number in range(len(names) - 1)), _HEAD)
    text.append(f"{_NONE:>{last}}\n", _HEAD)
    for index, expected in enumerate(names):
        number = str(index + 1) if expected != NONE else ""
        text.append(f"{number:>3} {fit(expected or _NONE, width, glyphs.cut)}", _HEAD)
        for predicted in names:
            count = counts.get((expected, predicted), 0)
            shown = str(count) if count else glyphs.dot
            text.append(" " * ((last if predicted == NONE else cell) - len(shown)))
            text.append(shown, Style(bold=bool(count), reverse=bool(count)) if expected != predicted else Style())
        text.append("\n")
    for (expected, predicted), count in model.evaluation.taken_for_others[:_WORST]:
        text.append(f"\n{visible(expected)} was taken for {visible(predicted)} {counted(count, 'time')}.")
    text.append("\nThe row none counts what was said where nothing was expected; its column what was missed.\n", _DIM)
    return text


def spans(files: Sequence[tuple[FileMismatches, MeasuredFile]], glyphs: Glyphs, *, right_too: bool = False) -> Text:
    """File by file what was expected and what was said; what was right too, if asked for."""
    text = Text()
    for detail, file in files:
        text.append(f"{visible(detail.name)}", _HEAD)
        text.append(f"  {detail.right} right, {len(detail.mismatches)} not\n", _DIM)
        for item in detail.mismatches:
            text.append(f"  expected {_quoted(item.expected, file.text, glyphs)}\n")
            text.append(f"  said     {_quoted(item.predicted, file.text, glyphs)}\n", Style(bold=True))
        if right_too and file.right is None:
            text.append("  what was right cannot be shown: the file or its tags have changed since\n", _DIM)
        elif right_too:
            for span in file.right or ():
                text.append(f"  right    {_quoted(span, file.text, glyphs)}\n", _DIM)
    return text or Text("No mistake was made on the test files.")


def side_by_side(comparisons: Sequence[Comparison], glyphs: Glyphs) -> Text:
    """Return a model next to each of the others, on the files that both were measured on."""
    if not comparisons:
        return Text("There is no other model that was measured on a file that this one was measured on.")
    text = Text()
    for comparison in comparisons:
        text.append(f"Both measured on {counted(len(comparison.files), 'file')}\n", _DIM)
        name = _name_width([each.model for each in comparison.models], 40)
        text.append(f"{'Model':<{name}}{'Right':>7}{'Found':>8}{'Quality':>9}{'Wrong':>7}{'Missed':>8}\n", _HEAD)
        for each in comparison.models:
            counts = each.counts
            text.append(
                f"{fit(each.model, name, glyphs.cut)}{counts.precision:>7.0%}{counts.recall:>8.0%}{counts.f1:>9.0%}"
                f"{counts.false_positives:>7}{counts.false_negatives:>8}\n"
            )
        text.append("\n".join(wrap(visible(_better(comparison)), _WIDTH)) + "\n\n")
    return text


_CLOSE = 0.02
"""Difference in quality that says nothing."""


def _better(comparison: Comparison) -> str:
    """Return which of the compared models to use."""
    worst, best = (choose(comparison.models, key=lambda each: each.counts.f1) for choose in (min, max))
    if best.counts.f1 - worst.counts.f1 < _CLOSE:
        return "They are about as good as each other on these files."
    return f"{best.model} is better on these files."


_CURVE_WORDS = len("   100 files  ") + len("  84%  this model") + 4
"""Cells before and behind a bar of the learning curve, and at the edges of the page."""


_FEWEST_POINTS = 2
_NO_CURVE = (
    "There is no curve: there are too few files, the model takes too long to be learned several times, or it is a "
    "project's first model, which is made quickly; the next training computes the curve."
)


def curve(model: Model, glyphs: Glyphs, width: int) -> Text:
    """Return the learning curve in lines of so many cells, and a sentence on the effect of more files."""
    if len(model.curve) < _FEWEST_POINTS:
        return Text(f"{_NO_CURVE}\n")
    bar = min(80, width - _CURVE_WORDS)
    text = Text()
    text.append(f"{plots.QUALITY.capitalize()} after so many tagged files,\n", _DIM)
    text.append("measured on files not learned from\n\n", _DIM)
    for point in model.curve:
        last = "  this model" if point is model.curve[-1] else ""
        text.append(f"{counted(point.files, 'file'):>12}  {meter(point.f1, bar, glyphs)} {point.f1:>4.0%}{last}\n")
    text.append(f"\n{_outlook(model)}\n")
    return text


def scores(model: Model, glyphs: Glyphs, width: int) -> Text:
    """Return how often suggestions of a score were right on files that the model had not seen."""
    bins = bins_of_model(model)
    if not bins:
        return Text("The model has no scores that were compared with tags: there were too few.")
    text = plots.reliability(bins, glyphs, width)
    return text.append("\n" + "\n".join(wrap(_SAME_FILES, _WIDTH)), _DIM)


def _outlook(model: Model) -> str:
    parts = [_trend(model)]
    learned, all_files = model.curve[-1].files, len(model.training)
    if learned < all_files:
        parts.append(
            f"To be measured, it learned from {counted(learned, 'file')} at a time, of the {all_files} that the model "
            "itself learned from."
        )
    if ahead := model.forecast:
        more = counted(ahead.files, "more file")
        parts.append(f"After {more} of the same kind, the quality is likely {ahead.low:.0%} to {ahead.high:.0%}.")
    return " ".join(parts)


def _trend(model: Model) -> str:
    """Return whether the last files that were learned from made the model better."""
    before, last = model.curve[-2:]
    added = last.files - before.files
    files = "The last file" if added == 1 else f"The last {added:,} files"
    if last.f1 - before.f1 < _CLOSE:
        return f"{files} made it no better: others of the same kind may not either."
    points = counted(round((last.f1 - before.f1) * 100), "point")
    return f"{files} raised the quality by {points}: tagging more is worth it."


def _quoted(span: Span | None, content: str, glyphs: Glyphs) -> str:
    if span is None:
        return "nothing"
    quote = visible(content[span.start : span.end])
    return f"{visible(span.entity)}  {fit(quote, min(len(quote), 60), glyphs.cut)!r}" if quote else visible(span.entity)
