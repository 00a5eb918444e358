"""Entities with their descriptions, as many as there is room for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from core.domain.project.schema import Entity
from tui.terminal.appearance import Appearance
from tui.terminal.plain import visible
from tui.widgets.entity_style import entity_style

_INDENT = "  "

_NAME_ON_ITS_OWN = 50
"""Cells of a line below which the name gets a line of its own."""


def described_entities(
    entities: Sequence[Entity],
    counts: Mapping[str, int],
    first: str,
    size: tuple[int, int],
    appearance: Appearance,
    console: Console,
) -> Text:
    """Return a paragraph for each entity: key, name, count, description.

    Where there is no room for all, the entity called `first` comes first, and the last line is the number of
    entities that are not shown whole.

    Args:
        entities: in the project's order.
        counts: tags by entity.
        first: name of the entity that the user looks at; empty for none.
        size: cells and lines to fill.
        appearance: colours and glyphs.
        console: wraps lines.
    """
    width, room = size
    paragraphs = [list(_paragraph(entity, counts, width, appearance, console)) for entity in entities]
    if sum(map(len, paragraphs)) > room:
        start = next((n for n, entity in enumerate(entities) if entity.name == first), 0)
        paragraphs = paragraphs[start:] + paragraphs[:start]
    lines = [line for paragraph in paragraphs for line in paragraph]
    if len(lines) > room:
        lines = [*lines[: room - 1], Text(f"+{_cut_off(paragraphs, room - 1)}")]
    return Text("\n").join(lines)


def _cut_off(paragraphs: Sequence[Sequence[Text]], room: int) -> int:
    """Return how many paragraphs do not fit whole into so many lines."""
    ends = [sum(map(len, paragraphs[: number + 1])) for number in range(len(paragraphs))]
    return sum(end > room for end in ends)


def _paragraph(
    entity: Entity, counts: Mapping[str, int], width: int, appearance: Appearance, console: Console
) -> Iterator[Text]:
    count = counts.get(entity.name, 0)
    name = Text.assemble(
        (f"{entity.hotkey or ' '} ", "bold"),
        (visible(entity.name), entity_style(appearance, entity.colour)),
        f"{appearance.glyphs.dot}{count}" if count else "",
    )
    description = Text(visible(entity.description))
    if width >= _NAME_ON_ITS_OWN and description:
        description = Text.assemble(name, _INDENT, description)
    else:
        name.truncate(width, overflow="ellipsis")
        yield name
    inner = max(1, width - cell_len(_INDENT))
    for number, line in enumerate(description.wrap(console, inner) if description else ()):
        line.rstrip()
        yield line if width >= _NAME_ON_ITS_OWN and not number else Text.assemble(_INDENT, line)
