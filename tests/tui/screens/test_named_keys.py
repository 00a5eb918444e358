"""No sentence on the screen names a key as text: users change keys, and a command in a sentence stands for its key."""

import ast
import re
from pathlib import Path

import pytest

TUI = Path(__file__).parents[3] / "tui"
ROOMS = ("file", "navigation", "screens", "shell", "widgets")
PATHS = sorted([TUI / "app.py", *(path for room in ROOMS for path in (TUI / room).rglob("*.py"))])

KEY = re.compile(
    r"\bF[2-9]\b|\bF1[0-2]\b"  # F1 is a figure too
    r"|(?<![\w'{.-])[b-zB-HJ-Z](?![\w'.}=-])"  # letters that are no words of English
    r"|\b[Pp]ress [a-z]\b|\bctrl\+|\^[a-z]\b|\b(tab|esc|escape|delete)\b (?!the\b)"
)
"""What looks like a key in a sentence."""

FIXED = re.compile(r"\((?:y/n|.*, a: )[^)]*\)?|(?:\{\}|,) (?:s|h)\b")
"""Answers to a question, which no user changes, and units."""


def sentences(path):
    """Yield the texts of a file, those of f-strings with a hole for each value, without docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    inside = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            inside.add(node.value)  # a docstring
        elif isinstance(node, ast.JoinedStr):
            inside |= set(ast.walk(node)) - {node}
    for node in ast.walk(tree):
        if node in inside:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value
        elif isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else "{}" for part in node.values]
            yield node.lineno, "".join(map(str, parts))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: str(path.relative_to(TUI)))
def test_no_sentence_names_a_key_as_text(path):
    found = [
        f"{line}: {text}"
        for line, text in sentences(path)
        if " " in text.strip() and "{ " not in text and KEY.search(FIXED.sub("", text))
    ]
    assert not found, "\n".join(found)


def test_the_search_for_keys_finds_some():
    for text in ("Press a to add.", "F3 adds some.", "h takes them off", "all esc leaves", "a digit tags; U redoes"):
        assert KEY.search(text), text
