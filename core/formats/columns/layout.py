"""Which columns of a file hold the tokens and the tags, found by content and never guessed into garbage."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.errors import RequestError
from core.formats.columns.tokens import OUTSIDE, Scheme, is_small, is_tag, scheme_of
from core.formats.tables.rows import cells_of

START = "-DOCSTART-"

_TOKEN_NAMES = ("token", "tokens", "word", "words", "form", "text")
_TAG_NAMES = ("ner", "ner_tag", "ner_tags", "tag", "tags", "label", "labels", "entity", "iob", "bio")
_SENTENCE_NAMES = ("sentence #", "sentence", "sentence_id", "sentence_idx", "sent_id", "sentence id")
_CHUNKS = frozenset(["NP", "VP", "PP", "ADVP", "ADJP", "SBAR", "PRT", "CONJP", "INTJ", "LST", "UCP", "PNP"])
_COMMENT = re.compile(r"#(?:\s|$)|#\s*[\w.:-]+\s*=")
_BLANKS = re.compile(r"[ \t]+")
_NUMBER = re.compile(r"\d+")
_PART_OF_NUMBER = re.compile(r"\d+[-.]\d+")
_LABEL = re.compile(r"[^\W\d_][\w. -]*")

_CSV = (",", ";")

_MOST_COLUMNS = 6
"""Cells of a row that begins with # and is no comment."""

_FEWEST_BARE = 4
"""Rows without which a last column of O and names is not taken for tags."""

_MOSTLY = 0.6
"""Share of rows with a tag by which a column is taken for the column of tags."""


@dataclass(frozen=True)
class Layout:
    """The columns of a file.

    Attributes:
        separator: a tab, a comma, a semicolon, or empty for runs of blanks.
        columns: number of columns; a tag with blanks in it may look like more.
        token, tag: which column holds what.
        other_tags: columns that hold tags too and are not read.
        number: whether the first column is a running number.
        sentence: the column that names the sentence, if there is one.
        header: the first line names the columns.
        scheme: of the tags.
    """

    separator: str
    columns: int
    token: int
    tag: int
    other_tags: tuple[int, ...] = ()
    number: bool = False
    sentence: int | None = None
    header: tuple[str, ...] = ()
    scheme: Scheme = Scheme.PREFIXED

    def cells(self, line: str) -> list[str] | None:
        """Split a row; None if it has too few columns."""
        cells = split(line, self.separator, self.columns)
        return cells if len(cells) > max(self.token, self.tag) else None

    def is_comment(self, line: str) -> bool:
        """Decide whether a line is a comment and not a token that begins with #."""
        if not line.startswith("#"):
            return False
        cells = self.cells(line)
        if cells is None or len(cells) != self.columns:
            return True
        return not is_tag(self.tag_in(cells) if self.scheme is Scheme.SMALL else cells[self.tag])

    def tag_in(self, cells: Sequence[str]) -> str:
        """Return the tag of a row, with a prefix; an empty string if it has none."""
        cell = cells[self.tag].strip()
        if self.scheme is not Scheme.PREFIXED and cell:
            cell = self.scheme.as_prefixed(cell)
        return cell if is_tag(cell) else ""


def split(line: str, separator: str, columns: int = 0) -> list[str]:
    """Split a row into cells; of more than `columns` cells between blanks, the last ones belong together."""
    if separator in _CSV:
        return cells_of(line, separator)
    if separator:
        return line.split(separator) if " " not in line else [cell.strip(" ") for cell in line.split(separator)]
    line = line.strip(" \t")
    if "\t" not in line and "  " not in line:  # a fifth of the time
        return line.split(" ", columns - 1 if columns else -1)
    return _BLANKS.split(line, maxsplit=max(columns - 1, 0))


def find_layout(lines: Sequence[str], token_column: str = "", tag_column: str = "") -> Layout | None:
    """Find the columns from the first lines of a file.

    Args:
        lines: the first lines.
        token_column: header or number (from 1) of the column of tokens, if the user names it.
        tag_column: the same for the tags.

    Returns:
        The layout, or None if the lines do not look like tokens with tags.

    Raises:
        RequestError: several columns hold tags and none is named, or a named column does not exist.
    """
    filled = [line for line in lines if line.strip() and not line.startswith(START)]
    declared = next((line for line in filled if line.startswith("# global.columns")), "").partition("=")[2].split()
    separator = _separator(filled)
    rows = [split(line, separator) for line in filled if not _is_sure_comment(line, separator)]
    if not rows:
        return None
    width = _width(rows, separator)
    rows = [split(line, separator, width) for line in filled if not _is_sure_comment(line, separator)]
    rows = [row for row in rows if len(row) >= (width if row[0].startswith("#") else min(width, 2))]
    header = tuple(declared) or _header(rows, (token_column, tag_column))
    if header and not declared:
        rows = rows[1:]
    if width < 2 or not rows:
        return None
    sentence = _named(header, _SENTENCE_NAMES)
    number = width > 2 and sentence is None and _is_number(rows)
    token = _chosen(token_column, header, width) if token_column else _named(header, _TOKEN_NAMES)
    token = (1 if number or sentence == 0 else 0) if token is None else token
    if separator in _CSV and not header:
        return None
    if not token_column and token == 0 and _has_tags_first(rows, width):
        token = 1
    found = _tag_columns(rows, width, token, sentence)
    if tag_column:
        tag = _chosen(tag_column, header, width)
        others = tuple(column for column in found if column != tag)
        return Layout(separator, width, token, tag, others, number, sentence, header, _scheme(rows, tag))
    if not found:
        unusual = _small_column(rows, width, token, sentence) or _bare_column(rows, width, token)
        if unusual is None:
            return None
        return Layout(separator, width, token, unusual, (), number, sentence, header, _scheme(rows, unusual))
    tag = _one_of(found, header)
    others = tuple(column for column in found if column != tag)
    return Layout(separator, width, token, tag, others, number, sentence, header)


def _separator(lines: Sequence[str]) -> str:
    if sum("\t" in line for line in lines) > 0.5 * len(lines):
        return "\t"
    for separator in ",;":
        rows = [line for line in lines if separator in line and not line.startswith("#")]
        blanks = sum(" " in line for line in rows[1:])
        if len(rows) > 0.9 * len(lines) and blanks < 0.5 * len(rows) and len(rows) > 1:
            return separator
    return ""


def _is_sure_comment(line: str, separator: str) -> bool:
    if separator == "\t":
        return line.startswith("#") and "\t" not in line
    cells = split(line, separator)
    is_row = 2 <= len(cells) <= _MOST_COLUMNS and is_tag(cells[-1])
    return line.startswith("#") and _COMMENT.match(line) is not None and not is_row


def _width(rows: Sequence[Sequence[str]], separator: str) -> int:
    """Return the number of columns; rows between blanks have more where a name has blanks."""
    counts = Counter(map(len, rows))
    usual = counts.most_common(1)[0][0]
    return usual if separator else min((n for n in counts if n >= 2 and counts[n] > 0.05 * len(rows)), default=usual)


def _header(rows: Sequence[Sequence[str]], given: Sequence[str]) -> tuple[str, ...]:
    """Return the first row if it names the columns: by usual names, or by those that the user has given."""
    first = [cell.strip().casefold() for cell in rows[0]]
    is_given = any(name.casefold() in first for name in given if name and not name.isdecimal())
    names = (*_TOKEN_NAMES, *_TAG_NAMES, *_SENTENCE_NAMES)
    is_names = first and first[-1] != "o" and sum(cell in names or cell.startswith("ne-") for cell in first) >= 2
    return tuple(cell.strip() for cell in rows[0]) if is_names or is_given else ()


def _named(header: Sequence[str], names: Sequence[str]) -> int | None:
    folded = [cell.casefold() for cell in header]
    return next((folded.index(name) for name in names if name in folded), None)


def _chosen(name: str, header: Sequence[str], width: int) -> int:
    folded = [cell.casefold() for cell in header]
    if name.casefold() in folded:
        return folded.index(name.casefold())
    if name.isdecimal() and 1 <= int(name) <= width:
        return int(name) - 1
    known = f"its columns are {', '.join(header)}" if header else f"it has {width} columns"
    raise RequestError(f"There is no column {name!r}; {known}.")


def _is_number(rows: Sequence[Sequence[str]]) -> bool:
    """Decide whether the first column counts the tokens of each sentence."""
    numbers = [row[0] for row in rows if not _PART_OF_NUMBER.fullmatch(row[0])]
    if len(numbers) < 2 or not all(map(_NUMBER.fullmatch, numbers)):
        return False
    words = {row[1] for row in rows if len(row) > 1}
    return len(words) > 1 and all(int(right) in (int(left) + 1, 0, 1) for left, right in pairwise(numbers))


def _has_tags_first(rows: Sequence[Sequence[str]], width: int) -> bool:
    """Decide whether the first column holds tags, and no other does."""
    first = _tag_columns(rows, width, -1, None)
    return first == [0] and any(row[0] != OUTSIDE for row in rows)


def _tag_columns(rows: Sequence[Sequence[str]], width: int, token: int, sentence: int | None) -> list[int]:
    """Return the columns that hold tags, without those of chunks and those of O alone if another holds more."""
    found = []
    for column in range(width):
        cells = [row[column] for row in rows if len(row) > column]
        tags = sum(map(is_tag, cells))
        if column in (token, sentence) or tags < _MOSTLY * len(rows):
            continue
        entities = {cell[2:] for cell in cells if is_tag(cell) and cell != OUTSIDE}
        if not entities or entities - _CHUNKS:
            found.append((column, bool(entities)))
    telling = [column for column, tells in found if tells]
    return telling or [column for column, _ in found][-1:]


def _small_column(rows: Sequence[Sequence[str]], width: int, token: int, sentence: int | None) -> int | None:
    """Return the column behind the tokens that holds tags in small letters, such as o and b-city."""
    raised = [[cell[:1].upper() + cell[1:] for cell in row] for row in rows]
    for column in _tag_columns(raised, width, token, sentence):
        cells = {row[column] for row in rows if len(row) > column}
        if column > token and all(map(is_small, cells)) and cells - {"o"}:
            return column
    return None


def _bare_column(rows: Sequence[Sequence[str]], width: int, token: int) -> int | None:
    """Return the last column if it holds O and a few names."""
    column = width - 1
    cells = [row[column] for row in rows if len(row) > column]
    names = Counter(cell for cell in cells if cell != OUTSIDE)
    outside = len(cells) - names.total()
    few = len(names) <= max(3, len(cells) // 5) or len(names) <= 3
    if column == token or len(rows) < _FEWEST_BARE or outside < 0.2 * len(rows) or not names or not few:
        return None
    return column if all(map(_LABEL.fullmatch, names)) else None


def _scheme(rows: Sequence[Sequence[str]], column: int) -> Scheme:
    """Return the scheme of a column; it is prefixed if some of its tags are, and the others are faults."""
    tags = {cell for row in rows if len(row) > column and (cell := row[column].strip()) not in ("", OUTSIDE)}
    return Scheme.PREFIXED if any(map(is_tag, tags)) else scheme_of(tags)


def _one_of(columns: Sequence[int], header: Sequence[str]) -> int:
    if len(columns) == 1:
        return columns[0]
    named = [column for column in columns if len(header) > column and header[column].casefold() in _TAG_NAMES]
    if len(named) == 1:
        return named[0]
    names = ", ".join(f"{header[c]!r} ({c + 1})" if len(header) > c else str(c + 1) for c in columns)
    raise RequestError(f"Several columns hold tags: {names}; name one as the column of tags (--tag-column).")
