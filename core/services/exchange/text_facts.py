"""Facts about texts that an import collects, and writes once for all texts."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from core.domain.models.splits import Dataset
from core.formats import ExchangedFile
from core.store.disk.folders import ProjectFolder
from core.store.project import projects
from core.store.project.foreign import add_foreign
from core.store.texts.origins import add_origins


class TextFacts:
    """Collects the testing set, languages, origins, and the fields of the format that autotag has no use for."""

    def __init__(self) -> None:
        self.foreign: dict[str, Any] = {}
        self._testing: list[str] = []
        self._languages: dict[str, str] = {}
        self._origins: dict[str, dict[str, Any]] = {}

    def add(self, name: str, file: ExchangedFile) -> None:
        """Collect the facts of a file that came in under a name."""
        if file.dataset is Dataset.TESTING:
            self._testing.append(name)
        if file.language:
            self._languages[name] = file.language
        if file.origin:
            self._origins[name] = {**asdict(file.origin), "page_starts": list(file.origin.page_starts)}

    def write(self, paths: ProjectFolder, format_name: str) -> None:
        """Write them.

        Raises:
            StorageError: they cannot be written.
        """
        if self._testing:
            projects.set_dataset(paths, self._testing, Dataset.TESTING)
        if self.foreign or self._languages:
            add_foreign(paths, format_name, self.foreign, self._languages)
        if self._origins:
            add_origins(paths, self._origins)
