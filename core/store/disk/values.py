"""Convert domain values to and from what TinyDB holds: dictionaries, lists, strings and numbers, checked on reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from core.errors import UnusableError
from core.store.disk.atomic import printable

T = TypeVar("T")


def to_document(value: object) -> dict[str, Any]:
    """Return a domain value as a document."""
    document = msgspec.to_builtins(value)
    assert isinstance(document, dict)
    return document


def to_documents(values: Iterable[object]) -> list[dict[str, Any]]:
    """Return domain values as documents, in half the time of converting one by one."""
    documents = msgspec.to_builtins(list(values))
    assert isinstance(documents, list)
    return documents


def from_document(document: Mapping[str, Any], kind: type[T], path: Path) -> T:
    """Return the domain value that a document of the file at `path` describes.

    Raises:
        StorageError: it does not describe one; the sentence says which field is wrong.
    """
    return _converted(document, kind, kind.__name__, path)


def from_documents(documents: Iterable[Mapping[str, Any]], kind: type[T], path: Path) -> list[T]:
    """Return the domain values that documents of the file at `path` describe.

    Raises:
        StorageError: one of them does not describe one.
    """
    return _converted(list(documents), list[kind], kind.__name__, path)  # type: ignore[valid-type] # a type at run time


def _converted(value: object, kind: type[T], name: str, path: Path) -> T:
    try:
        return msgspec.convert(value, kind)
    except (msgspec.ValidationError, ValueError, RecursionError) as error:
        raise UnusableError(
            f"{printable(path)} holds a damaged {name} ({error}); mend the entry, or restore the file."
        ) from error
