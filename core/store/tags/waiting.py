"""How many unsaved decisions of each user name an entity."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from urllib.parse import unquote

import msgspec

from core.domain.tagging.events import Event
from core.store.disk.folders import ProjectFolder


class _Line(msgspec.Struct):
    event: Event


def decisions_about(folder: ProjectFolder, entity: str) -> Counter[str]:
    """Count the unsaved decisions that name an entity, by user; those that cannot be read are left out."""
    found: Counter[str] = Counter()
    for path in folder.all_journals.rglob("*.jsonl"):
        if path.name.startswith("."):
            continue
        user = unquote(path.relative_to(folder.all_journals).parts[0])
        with suppress(OSError):  # of a user who shares them with nobody
            found[user] += sum(_names(line, entity) for line in path.read_bytes().splitlines())
    return +found


def _names(line: bytes, entity: str) -> bool:
    try:
        change = msgspec.json.decode(line, type=_Line).event.step.change
    except (msgspec.DecodeError, ValueError):
        return False
    return any(span.entity == entity for span in (*change.spans, *change.rejected_added))
