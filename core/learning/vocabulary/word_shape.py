"""What a word looks like."""

from __future__ import annotations


def shape(word: str) -> str:
    """Letters as X or x, digits as d, others as they are; runs longer than four cut off."""
    made: list[str] = []
    for char in word[:20]:
        kind = "d" if char.isdigit() else "X" if char.isupper() else "x" if char.isalpha() else char
        if made[-4:] != [kind] * 4:
            made.append(kind)
    return "".join(made)
