"""Which keys lead from some borders to others: moves that the app offers, and the fewest of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from functools import partial

from core.domain.finding.candidates import candidate_at
from core.domain.text.selection import Borders, Unit, move_end, move_start, word_at

DEEPEST = 5
"""Keys for fitting borders beyond which another way is always cheaper."""

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
SELECTING: dict[str, Move] = {**MOVES, "w": _word}
"""What changes a selection of bare text; `w` does not change a tag or a suggestion."""


def fitting(text: str, borders: Borders, wanted: Borders, moves: Mapping[str, Move]) -> list[str] | None:
    """Return the fewest keys that lead from some borders to others; None if they are more than `DEEPEST`."""
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
