"""No sentence on the screen names a key as text: users change keys, and a command in a sentence stands for its key."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
TUI = ROOT / "tui"
ROOMS = ("file", "navigation", "screens", "shell", "widgets")
PATHS = sorted([TUI / "app.py", *(path for room in ROOMS for path in (TUI / room).rglob("*.py"))])

KEY = re.compile(
    r"\bF[2-9]\b|\bF1[0-2]\b"  # F1 is a figure too
    r"|(?<![\w'{.\\-])[b-zB-HJ-Z](?![\w'.}=-])"  # letters that are no words of English, nor escapes
    r"|\b[Pp]ress [a-z]\b|\bctrl\+|\^[a-z]\b|\b(tab|esc|escape|delete)\b (?!the\b)"
)
"""What looks like a key in a sentence."""

KEY_IN_CORE = re.compile(r"\bF[2-9]\b|\bF1[0-2]\b|\b[Pp]ress [a-z]\b")
"""What looks like a key in a sentence of core, which speaks of code, data and command lines too."""

FIXED = re.compile(r"\((?:y/n|.*, a: )[^)]*\)?|(?:\{\}|,) (?:s|h)\b|\{\} x \{\}")
"""Answers to a question, which no user changes, units, and counts."""


def sentences(path):
    """Yield the texts of a file, those of f-strings with a hole for each value, without docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    inside: set[ast.AST] = set()
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


@pytest.mark.parametrize("room", sorted(path.name for path in (ROOT / "core").iterdir() if path.is_dir()))
def test_core_names_no_function_key_and_no_key_to_press(room):
    paths = sorted((ROOT / "core" / room).rglob("*.py"))
    found = [f"{path}:{line}: {text}" for path in paths for line, text in sentences(path) if KEY_IN_CORE.search(text)]
    assert not found, "\n".join(found)


def test_the_search_for_keys_finds_some():
    for text in ("Press a to add.", "F3 adds some.", "h takes them off", "all esc leaves", "a digit tags; U redoes"):
        assert KEY.search(text), text
