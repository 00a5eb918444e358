"""Small plots made of text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from core.domain.models.model import Model
from core.domain.models.reliability import ScoreBin, gap
from core.domain.wording import counted
from tui.terminal.appearance import Glyphs
from tui.terminal.plain import fit
from tui.widgets.meter import meter, stroke

QUALITY = "quality (right and found in one figure)"
"""F1 in plain words."""

_HEAD = Style(bold=True)
_EDGES = 4
"""Cells between a bar and what stands at its sides, and at the edges of the page."""

_LONGEST_LABEL = 24
_LONGEST_BAR = 80


def bars(rows: Sequence[tuple[str, float, str]], glyphs: Glyphs, width: int) -> Text:
    """Return a bar for each row of label, share between 0 and 1, and words behind it, in lines of so many cells."""
    label = min(_LONGEST_LABEL, max((cell_len(label) for label, _, _ in rows), default=0))
    room = _room(label, (words for _, _, words in rows), width)
    text = Text(no_wrap=True)
    for name, share, words in rows:
        text.append(f"{fit(name, label, glyphs.cut)}  {stroke(share, room, glyphs)} {words}\n")
    return text


def headed(heading: str, plot: Text) -> Text:
    """Return a plot below its heading."""
    return Text.assemble((f"{heading}\n", _HEAD), plot)


def progress(periods: dict[str, int], unit: str, glyphs: Glyphs, width: int) -> Text:
    """Return the decisions of each period as bars."""
    most = max(periods.values(), default=0) or 1
    rows = [(period, count / most, f"{count:,}" if count else "") for period, count in periods.items()]
    return headed(f"Decisions saved, by {unit} (UTC)", bars(rows, glyphs, width))


def models_so_far(models: Sequence[Model], glyphs: Glyphs, width: int) -> Text:
    """Return the quality of models, oldest first, as bars."""
    quality = [(model, model.evaluation.total.f1) for model in models]
    rows = [(model.name, f1, f"{f1:.0%}  {counted(len(model.training), 'file')}") for model, f1 in quality]
    return headed(f"Models so far, oldest first: {QUALITY}, on files they had not seen", bars(rows, glyphs, width))


def reliability(bins: Sequence[ScoreBin], glyphs: Glyphs, width: int) -> Text:
    """Return, for each tenth of scores, a bar for the share that was right, and across it the mean score."""
    rows = [(f"{each.score:.0%}", each, f"{each.right:>4.0%} of {each.count:,} were right") for each in bins]
    room = _room(len("100%"), (words for _, _, words in rows), width)
    text = headed("How often suggestions of a score were exactly right", Text("\n"))
    for label, each, words in rows:
        bar = list(meter(each.right, room, glyphs))
        bar[min(room - 1, round(each.score * room))] = glyphs.mark
        text.append(f"{label:>4}  {''.join(bar)} {words}\n")
    text.append(f"\nThe bar is the share that was right, {glyphs.mark} the score: they should meet. ")
    return text.append(f"On average they are {gap(bins) * 100:.0f} points apart.\n")


def _room(label: int, words: Iterable[str], width: int) -> int:
    longest = max(map(cell_len, words), default=0)
    return max(8, min(_LONGEST_BAR, width - label - longest - _EDGES - 2))
