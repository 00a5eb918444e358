"""A report as one page of HTML that needs nothing else: no scripts, no addresses, plots drawn in it.

All text goes into a tree of elements, which is escaped as a whole when it is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, tostring

from core.services.report import plots
from core.services.report.content import Block, Columns, Content, Curve, Reliability, Section, Shares, Table, Text
from core.services.report.plain import plain
from core.services.report.style import STYLE

_NOTHING_ELSE = "default-src 'none'; style-src 'unsafe-inline'"


def html_page(content: Content) -> bytes:
    """Return the page, in UTF-8."""
    page = Element("html", {"lang": "en"})
    head = SubElement(page, "head")
    SubElement(head, "meta", {"charset": "utf-8"})
    SubElement(head, "meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"})
    SubElement(head, "meta", {"name": "color-scheme", "content": "light dark"})
    SubElement(head, "meta", {"http-equiv": "Content-Security-Policy", "content": _NOTHING_ELSE})
    SubElement(head, "title").text = plain(content.title)
    SubElement(head, "style").text = STYLE
    body = SubElement(SubElement(page, "body"), "main")
    top = SubElement(body, "header")
    _named(SubElement(top, "h1"), content.title)
    _named(SubElement(top, "p", {"class": "subtitle"}), content.subtitle)
    figures = SubElement(top, "dl")
    for value, what in content.figures:
        figure = SubElement(figures, "div")
        SubElement(figure, "dt").text = plain(what)
        SubElement(figure, "dd").text = plain(value)
    body.extend(_section(section) for section in content.sections)
    written: bytes = tostring(page, encoding="utf-8", method="html")
    return b"<!DOCTYPE html>\n" + written + b"\n"


def _section(section: Section) -> Element:
    element = Element("section")
    SubElement(element, "h2").text = plain(section.title)
    for block in section.blocks:
        element.extend(_block(block))
    return element


def _block(block: Block) -> Iterable[Element]:
    match block:
        case Text(text):
            paragraph = Element("p")
            _named(paragraph, text)
            return [paragraph]
        case Table():
            return [_table(block)]
        case Shares(about, _):
            return [_figure(about, plots.shares(block))]
        case Columns(about):
            return [_figure(about, plots.columns(block))]
        case Curve(about):
            return [_figure(about, plots.curve(block))]
        case Reliability(about, _):
            return [_figure(about, plots.reliability(block))]


def _figure(about: str, parts: Iterable[Element]) -> Element:
    figure = Element("figure")
    _named(SubElement(figure, "figcaption"), about)
    figure.extend(parts)
    return figure


def _table(block: Table) -> Element:
    scrolled = Element("div", {"class": "scrolled"})
    table = SubElement(scrolled, "table")
    head = SubElement(SubElement(table, "thead"), "tr")
    for column, name in enumerate(block.head):
        _named(SubElement(head, "th", _kind(block, column)), name)
    rows = SubElement(table, "tbody")
    for number, row in enumerate(block.rows, 1):
        is_sum = block.sums and number == len(block.rows)
        cells = SubElement(rows, "tr", {"class": "all"} if is_sum else {})
        for column, cell in enumerate(row):
            _named(SubElement(cells, "td" if column else "th", _kind(block, column)), cell)
    if not block.folded:
        return scrolled
    details = Element("details")
    _named(SubElement(details, "summary"), block.folded)
    details.append(scrolled)
    return details


def _kind(block: Table, column: int) -> dict[str, str]:
    return {} if column == 0 or column in block.words else {"class": "n"}


def _named(element: Element, text: str) -> None:
    """Put text that may hold names into an element, isolated so that names do not reorder what is around them."""
    SubElement(element, "bdi").text = plain(text)
