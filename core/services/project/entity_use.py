"""Count where an entity is used, for the question before it is renamed, merged or deleted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.domain.wording import counted
from core.services.project.entities import load_schema
from core.services.project.files import list_files
from core.services.project.preferences import author
from core.services.project.projects import Project
from core.store import models
from core.store.tags.taggings import load_record
from core.store.tags.waiting import decisions_about
from core.store.texts.finding import read_document


@dataclass(frozen=True)
class EntityUse:
    """Where an entity is used.

    Attributes:
        entity: its name.
        files: number of files with something of it.
        tags: number of its tags.
        suggestions: number of its suggestions.
        rejections: number of its rejections.
        unsaved: number of unsaved decisions of other users that name it, by user.
        models: names of the models that learned it.
    """

    entity: str
    files: int
    tags: int
    suggestions: int
    rejections: int
    unsaved: Mapping[str, int]
    models: tuple[str, ...]

    @property
    def what(self) -> str:
        """The numbers in words."""
        more = {"suggestion": self.suggestions, "rejection": self.rejections}
        parts = [counted(self.tags, "tag"), *(counted(number, noun) for noun, number in more.items() if number)]
        return f"{', '.join(parts)} in {counted(self.files, 'file')}"

    @property
    def caution(self) -> str:
        """Say what does not change when the entity loses its name; empty if there is nothing."""
        sentences = []
        if self.models:
            verb = "suggests" if len(self.models) == 1 else "suggest"
            sentences.append(f"{', '.join(self.models)} learned {self.entity} and {verb} it no more: train again.")
        if self.unsaved:
            who = ", ".join(f"{user} ({number})" for user, number in self.unsaved.items())
            sentences.append(f"Unsaved decisions name {self.entity} and cannot be saved after it, only undone: {who}.")
        return " ".join(sentences)


def count_use(project: Project, entity: str) -> EntityUse:
    """Count where an entity is used.

    Raises:
        NotFoundError: there is no such entity.
        StorageError: the project cannot be read.
    """
    load_schema(project).get(entity)
    files = tags = suggestions = rejections = 0
    for entry in list_files(project).usable().settled():
        tagging = load_record(project.paths, read_document(project.paths, entry.name)).tagging
        found = [
            sum(span.entity == entity for span in spans)
            for spans in (tagging.tags, tagging.suggestions, tagging.rejected)
        ]
        tags, suggestions, rejections = tags + found[0], suggestions + found[1], rejections + found[2]
        files += any(found)
    unsaved = decisions_about(project.paths, entity)
    unsaved.pop(author(), None)  # saved before the change
    knowing = tuple(model.name for model in models.list_models(project.paths) if entity in model.entities)
    return EntityUse(entity, files, tags, suggestions, rejections, dict(unsaved), knowing)
