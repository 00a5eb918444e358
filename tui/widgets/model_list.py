"""A list of models with their figures."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from core.domain.models.model import Model
from tui.terminal.appearance import Appearance, Glyphs
from tui.widgets.columns import Column
from tui.widgets.meter import stroke
from tui.widgets.row_list import RowList

_BAR = 15
"""Cells of the line for the quality."""

COLUMNS = (
    Column("Model", most=40),
    Column("Right", 6, right=True),
    Column("Found", 6, right=True),
    Column("Quality", 7, right=True),
    Column("", _BAR, optional=True),
    Column("Recipe", 8),
    Column("Trained", 16),
    Column("Files", 5, right=True),
)

EXPLANATION = "Right: of its suggestions. Found: of what was tagged. Quality: both in one."
"""What the figures mean."""


def model_list(appearance: Appearance) -> RowList[Model]:
    """Return an empty list with the columns of models."""
    return RowList(COLUMNS, partial(model_cells, glyphs=appearance.glyphs), lambda model: model.name, appearance)


def model_cells(model: Model, glyphs: Glyphs) -> Sequence[str]:
    """Return what the columns say of a model."""
    total = model.evaluation.total
    return (
        model.name,
        f"{total.precision:.0%}",
        f"{total.recall:.0%}",
        f"{total.f1:.0%}",
        stroke(total.f1, _BAR, glyphs),
        model.recipe,
        model.trained_at[:16].replace("T", " "),
        str(len(model.training)),
    )
