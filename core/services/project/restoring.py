"""Taking big steps back: bulk decisions, imports, changed entities, suggestions that a training deleted."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.domain.project.documents import Document
from core.domain.tagging.tagging import Tagging
from core.errors import AutotagError
from core.services.project.entities import rename_entity
from core.services.project.preferences import author
from core.services.project.projects import Project
from core.store import projects, steps
from core.store.clock import now
from core.store.steps import KeptStep, PlanKind, StepRecorder, big_step, digest
from core.store.storage import raw_content
from core.store.taggings import FileRecord, change_record, load_kept_record
from core.store.taking_back import with_lost
from core.store.texts import read_document

__all__ = ["KeptStep", "Restored", "kept_steps", "restore"]


@dataclass(frozen=True, slots=True)
class Restored:
    """Result of taking a step back.

    Attributes:
        files: number of files that are as before the step, or have back what they lost.
        merged: how many of them were changed since the step; those changes stay, and what was lost is added.
        failures: name of each file that could not be brought back, and why.
    """

    files: int
    merged: int
    failures: tuple[tuple[str, str], ...] = ()


def kept_steps(project: Project) -> list[KeptStep]:
    """The steps that can be taken back, latest first.

    Raises:
        StorageError: the project cannot be read.
    """
    return steps.kept_steps(project.paths)


def restore(project: Project, step_id: str) -> Restored:
    """Take a step back. That is a step too, and can itself be taken back.

    Raises:
        NotFoundError: there is no such step.
        StorageError: it cannot be read, or the project cannot be written.
    """
    step = steps.load_step(project.paths, step_id)
    if step.plan and step.plan.kind is PlanKind.RENAME:
        old, new = step.plan.names
        rename_entity(project, new, old)
        return Restored(len(step.files), 0)
    files = merged = 0
    failures: list[tuple[str, str]] = []
    with big_step(project.paths, f"restoring {step.what!r}", author()) as recorder:
        for name, digests in step.files.items():
            try:
                document = read_document(project.paths, name)
                before = load_kept_record(project.paths, step.id, document)
                _require_entities(project, before.tagging)
                untouched = _put_back(project, document, before, digests, recorder)
            except AutotagError as error:
                failures.append((name, str(error)))
                continue
            files += 1
            merged += not untouched
    return Restored(files, merged, tuple(failures))


def _put_back(
    project: Project, document: Document, before: FileRecord, digests: tuple[str, ...], recorder: StepRecorder
) -> bool:
    """Bring one file back; return whether nobody had changed it since the step."""
    by, untouched = author(), False
    path = project.paths.tags_file(document.name)

    def back(record: FileRecord) -> FileRecord:
        nonlocal untouched
        present = raw_content(path)  # under the file's lock: nobody saves now
        untouched = present is not None and digest(present) in digests
        if not untouched:
            return record.decided(with_lost(record.tagging, before.tagging), by, now(), read=False)
        return replace(record.decided(before.tagging, by, now()), confirmed=before.confirmed)

    change_record(project.paths, document, back, recorder)
    return untouched


def _require_entities(project: Project, tagging: Tagging) -> None:
    """Add entities again that were deleted since the step."""
    needed = {span.entity for spans in (tagging.tags, tagging.suggestions) for span in spans}
    if any(name not in projects.load_schema(project.paths) for name in needed):
        projects.change_schema(project.paths, lambda schema: schema.with_names(sorted(needed)))
