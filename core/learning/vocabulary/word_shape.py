"""Word shapes, a feature of words that generalizes over letters and digits."""

from __future__ import annotations


def shape(word: str) -> str:
    """Map letters to X or x and digits to d; keep other characters, and at most four of a run.

    Example: `Smith-2024` becomes `Xxxxx-dddd`.
    """
    made: list[str] = []
    for char in word[:20]:
        kind = "d" if char.isdigit() else "X" if char.isupper() else "x" if char.isalpha() else char
        if made[-4:] != [kind] * 4:
            made.append(kind)
    return "".join(made)
