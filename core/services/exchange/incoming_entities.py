"""Entities that come in with an import, added to the project when the first text does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from core.domain.project.schema import Schema, check_description
from core.errors import RequestError
from core.formats import Loss
from core.store.disk.folders import ProjectFolder
from core.store.project import projects
from core.store.steps.journal import StepRecorder


class IncomingEntities:
    """The project's schema during an import; its file is read once, and written when there is a new name.

    Args:
        folder: the project.
        dry_run: write nothing.
    """

    def __init__(self, folder: ProjectFolder, *, dry_run: bool) -> None:
        self._folder = folder
        self._dry_run = dry_run
        self._before = projects.load_schema(folder)
        self._schema = self._before
        self._declared: list[str] = []
        self._descriptions: dict[str, str] = {}

    @property
    def added(self) -> tuple[str, ...]:
        """Names that the project did not have before."""
        return tuple(name for name in self._schema.names if name not in self._before)

    def declare(self, names: Iterable[str], descriptions: Mapping[str, str]) -> Iterator[Loss]:
        """Remember names that the source lists, whether or not a tag has them; yield what is not allowed.

        A description that the user has written stays as it is.
        """
        schema = self._schema.with_names(self._declared)
        for written in names:
            name = written.strip()
            try:
                schema = schema.with_names([name])
            except RequestError as error:
                yield Loss("entity whose name is not allowed", str(error))
                continue
            self._declared.append(name)
            if described := descriptions.get(written, "").strip():
                yield from self._describe(name, described, schema.get(name).description)

    def _describe(self, name: str, described: str, own: str) -> Iterator[Loss]:
        try:
            description = check_description(described)
        except RequestError as error:
            yield Loss("description of an entity", f"{name}: {error}")
            return
        if not own:
            self._descriptions[name] = description
        elif own != description:
            yield Loss("description of an entity that has another", name)

    def check(self, names: Iterable[str]) -> None:
        """Check that these names may be added.

        Raises:
            RequestError: one is not allowed, or taken (case ignored).
        """
        self._schema.with_names([*self._declared, *names])

    def add(self, names: Iterable[str], step: StepRecorder | None = None) -> None:
        """Add names, and those declared before.

        Args:
            names: of entities.
            step: records what is added, so that it can be taken back; None in a dry run.

        Raises:
            RequestError: one is not allowed, or taken.
            StorageError: the project's file cannot be written.
        """
        wanted = [name for name in dict.fromkeys((*self._declared, *names)) if name not in self._schema]
        descriptions, self._declared, self._descriptions = self._descriptions, [], {}
        if not wanted and not descriptions:
            return

        def extended(schema: Schema) -> Schema:
            schema = schema.with_names(wanted)
            for name, description in descriptions.items():
                if not schema.get(name).description:
                    schema = schema.described(name, description)
            return schema

        if self._dry_run:
            self._schema = extended(self._schema)
        else:
            if step is not None and wanted:
                step.will_add(wanted)
            self._schema = projects.change_schema(self._folder, extended)
