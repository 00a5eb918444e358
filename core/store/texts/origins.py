"""The documents, or the records of a corpus, that texts of a project were taken from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.store.disk.folders import ProjectFolder
from core.store.disk.storage import RecordFile


def load_origins(folder: ProjectFolder) -> dict[str, dict[str, Any]]:
    """Return the records by name of the text.

    Raises:
        StorageError: the file is damaged, or of a later version.
    """
    rows = _file(folder).read().table("origins").all()
    return {row["name"]: {key: value for key, value in row.items() if key != "name"} for row in rows}


def record_ids(folder: ProjectFolder) -> dict[str, str]:
    """Return the ids of the records of a corpus that texts were drawn from, by name of the text.

    Raises:
        StorageError: the file is damaged, or of a later version.
    """
    return {name: origin["record"] for name, origin in load_origins(folder).items() if origin.get("record")}


def add_origins(folder: ProjectFolder, origins: Mapping[str, Mapping[str, Any]]) -> None:
    """Keep records by name of the text, in place of earlier ones of the same texts.

    Raises:
        StorageError: the file cannot be read or written.
    """
    before = load_origins(folder)
    after = {**before, **{name: dict(origin) for name, origin in origins.items()}}
    if after == before:
        return
    with _file(folder).transaction() as db:
        db.drop_table("origins")
        db.table("origins").insert_multiple({"name": name, **origin} for name, origin in sorted(after.items()))


def _file(folder: ProjectFolder) -> RecordFile:
    return RecordFile(folder.data / "origins.json", "origins")
