"""What came in with an import and autotag has no use for, kept to be given back when the project goes out again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.store.disk.folders import ProjectFolder
from core.store.disk.storage import RecordFile


@dataclass(frozen=True)
class Foreign:
    """What is kept.

    Attributes:
        project: by name of the format, what its file says of the project.
        languages: by name of the text, the code of its language.
    """

    project: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    languages: Mapping[str, str] = field(default_factory=dict)


def load_foreign(folder: ProjectFolder) -> Foreign:
    """Return the foreign data of the project.

    Raises:
        StorageError: the file is damaged, or of a later version.
    """
    db = _file(folder).read()
    return Foreign(
        {row["format"]: row["said"] for row in db.table("project").all()},
        {row["name"]: row["language"] for row in db.table("languages").all()},
    )


def add_foreign(folder: ProjectFolder, format_name: str, said: Mapping[str, Any], languages: Mapping[str, str]) -> None:
    """Keep the foreign data of an import, in place of an earlier import of the same format.

    Raises:
        StorageError: the file cannot be read or written.
    """
    before = load_foreign(folder)
    project = {**before.project, **({format_name: dict(said)} if said else {})}
    all_languages = {**before.languages, **languages}
    if (project, all_languages) == (before.project, before.languages):
        return
    with _file(folder).transaction() as db:
        for name in ("project", "languages"):
            db.drop_table(name)
        db.table("project").insert_multiple({"format": name, "said": each} for name, each in project.items())
        db.table("languages").insert_multiple(
            {"name": name, "language": code} for name, code in sorted(all_languages.items())
        )


def _file(folder: ProjectFolder) -> RecordFile:
    return RecordFile(folder.data / "foreign.json", "foreign")
