"""Text of HTML documents. Scripts do not run, and nothing that a page refers to is fetched."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from importlib.metadata import version

from selectolax.lexbor import LexborHTMLParser, LexborNode

from core.formats.documents.extract import Extract, cleaned

_SKIPPED = frozenset(
    {"head", "script", "style", "noscript", "template", "svg", "object", "iframe", "select", "textarea"}
)
_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
     "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time",
     "tt", "u", "var", "wbr"}
)  # fmt: skip
_CELLS = frozenset({"td", "th"})
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)


def extract(content: bytes) -> Extract:
    """Read the text of a page as a browser would show it, without layout."""
    return Extract(f"selectolax {version('selectolax')}", text_of(decoded(content)))


def decoded(content: bytes) -> str:
    """Decode a page as browsers do: a byte order mark, then what the page declares, then UTF-8, then Windows-1252."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    declared = _CHARSET.search(content[:4096])
    for encoding in (declared[1].decode("ascii", "replace") if declared else "utf-8", "utf-8"):
        try:
            return content.decode("utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding)
        except (UnicodeError, LookupError):
            continue
    return content.decode("cp1252", "replace")


def text_of(page: str) -> str:
    """Return the text of a page, with a line end around each block and a tab after each cell of a table."""
    body = LexborHTMLParser(page).body
    return cleaned("".join(_parts(body))) if body is not None else ""


def _parts(body: LexborNode) -> Iterator[str]:
    preformatted = 0
    for node, begins in _walked(body):
        name = node.tag or ""
        if name == "-text":
            text = node.text(deep=False) if begins else ""
            yield text if preformatted else _BLANKS.sub(" ", text)
            continue
        if name == "pre":
            preformatted += 1 if begins else -1
        if name in _CELLS:
            yield "" if begins else "\t"
        elif name == "br":
            yield "\n" if begins else ""
        elif name not in _INLINE:
            yield "\n"


def _walked(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Yield each node twice, when it begins and when it ends; without recursion, since pages may be nested deeply."""
    open_nodes = [root]
    yield root, True
    node = root.first_child
    while open_nodes:
        if node is None:
            node = open_nodes.pop()
            yield node, False
            node = node.next if open_nodes else None
        elif (node.tag or "") in _SKIPPED or (node.tag or "").startswith(("-comment", "_comment", "!")):
            node = node.next
        else:
            yield node, True
            open_nodes.append(node)
            node = node.first_child
