"""A report as Markdown: the same words and tables; of the plots, the figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from core.services.report.content import Block, Columns, Content, Curve, Section, Shares, Table, Text
from core.services.report.plain import plain

_SIGNS = re.compile(r"[\\`*_\[\]<&|~$^]|:(?=/)|(?<=www)\.|^[#+=>-]")
"""Signs that mean something in Markdown, alone or where a line begins."""

_ITEM = re.compile(r"^(\d+)([.)])")


def markdown(content: Content) -> bytes:
    """Return the report, in UTF-8."""
    lines = [f"# {_escaped(content.title)}", "", _escaped(content.subtitle), ""]
    lines += [f"- {_escaped(what)}: **{_escaped(value)}**" for value, what in content.figures]
    for section in content.sections:
        lines += ["", *_section(section)]
    return ("\n".join(lines).rstrip() + "\n").encode("utf-8")


def _section(section: Section) -> Iterator[str]:
    yield f"## {_escaped(section.title)}"
    for block in section.blocks:
        if written := list(_block(block)):
            yield ""
            yield from written


def _block(block: Block) -> Iterator[str]:
    match block:
        case Text(text):
            yield _escaped(text)
        case Table(head, rows, folded, words):
            if folded:
                yield from (f"{_escaped(folded)}:", "")
            yield from _table(head, rows, words)
        case Shares(_, parts):
            yield from (f"- {_escaped(name)}: {count:,}" for name, count in parts.items())
        case Curve(about, points, across):
            yield from (f"{_escaped(about)}:", "")
            yield from _table((across.capitalize(), "F1"), [(label, f"{share:.3f}") for label, share in points])
        case Columns():
            pass  # a table has the same figures


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], words: Sequence[int] = ()) -> Iterator[str]:
    yield _row(head)
    yield _row(["---" if column == 0 or column in words else "---:" for column in range(len(head))], escape=False)
    yield from map(_row, rows)


def _row(cells: Sequence[str], *, escape: bool = True) -> str:
    return f"| {' | '.join(_escaped(cell) if escape else cell for cell in cells)} |"


def _escaped(text: str) -> str:
    """Return a text in which nothing means anything to Markdown or HTML."""
    return _ITEM.sub(r"\1\\\2", _SIGNS.sub(r"\\\g<0>", plain(text).strip()))
