"""XML from strangers: read element by element, without entities and without anything from outside the file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element
from xml.parsers import expat

from core.errors import RequestError
from core.formats.source import Source

_CHUNK = 1 << 20
_DEEPEST = 200


def elements(stream: BinaryIO, source: Source, *tags: str) -> Iterator[Element]:
    """Yield the elements of these names (without prefixes) when they end, each with all that is in it.

    No tree is kept outside of them, so that memory does not grow with their number.

    Raises:
        RequestError: the content is not well-formed, or declares entities.
    """
    builder = _Builder(tags)
    try:
        while chunk := stream.read(_CHUNK):
            builder.parser.Parse(chunk)
            yield from builder.taken()
        builder.parser.Parse(b"", True)
        yield from builder.taken()
    except (expat.ExpatError, ValueError, LookupError) as error:
        line = builder.parser.CurrentLineNumber
        reason = "not well-formed XML" if isinstance(error, expat.ExpatError) else str(error)
        raise RequestError(f"{source.name}, line {line}: {reason}; nothing after this was read.") from error


def local_name(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


class _Builder:
    """Builds the trees of some elements."""

    def __init__(self, tags: tuple[str, ...]) -> None:
        self._tags = tags
        self._path: list[Element] = []
        self._depth = 0
        self._done: list[Element] = []
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.buffer_size = _CHUNK
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.EntityDeclHandler = self._declared

    def taken(self) -> list[Element]:
        """Return the elements that have ended since the last call."""
        done, self._done = self._done, []
        return done

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ValueError(f"it is nested more than {_DEEPEST} deep")
        if self._path or name.rpartition("}")[2] in self._tags:
            element = Element(name, {key.rpartition("}")[2]: value for key, value in attributes.items()})
            if self._path:
                self._path[-1].append(element)
            self._path.append(element)

    def _end(self, name: str) -> None:  # noqa: ARG002 - part of expat's interface
        self._depth -= 1
        if self._path:
            element = self._path.pop()
            if not self._path:
                self._done.append(element)

    def _characters(self, text: str) -> None:
        if not self._path:
            return
        element = self._path[-1]
        if len(element):
            element[-1].tail = (element[-1].tail or "") + text
        else:
            element.text = (element.text or "") + text

    def _declared(self, *_: object) -> None:
        raise ValueError("it declares entities, which are not read")
