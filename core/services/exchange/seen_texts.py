"""Texts that a dry run has seen so far."""

from __future__ import annotations

import sqlite3

from core.domain.project.documents import Document


class SeenTexts:
    """Texts that a dry run would have written, on disk because there may be many."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("")  # a file without a name, gone with the connection
        self._db.execute("CREATE TABLE seen (name BLOB PRIMARY KEY, hash TEXT)")

    def add(self, document: Document) -> None:
        """Remember a text."""
        self._db.execute("INSERT OR REPLACE INTO seen VALUES (?, ?)", (_key(document.name), document.hash))

    def hash_of(self, name: str) -> str:
        """Return the hash of a text that was seen, or an empty string."""
        row = self._db.execute("SELECT hash FROM seen WHERE name = ?", (_key(name),)).fetchone()
        return str(row[0]) if row else ""

    def close(self) -> None:
        """Delete the texts."""
        self._db.close()


def _key(name: str) -> bytes:
    return name.encode("utf-8", "surrogatepass")
