"""Taking big steps back: bulk decisions, imports, changed entities, suggestions that a training deleted."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.domain.project.documents import Document
from core.domain.tagging.tagging import Tagging
from core.errors import AutotagError, RequestError
from core.services.project.entities import rename_entity
from core.services.project.preferences import author
from core.services.project.projects import Project
from core.store.disk.clock import now
from core.store.disk.folders import ProjectFolder
from core.store.disk.storage import raw_content
from core.store.project import projects
from core.store.steps import journal
from core.store.steps.journal import StepRecorder, big_step
from core.store.steps.step_files import KeptStep, Plan, PlanKind, digest, load_step
from core.store.steps.taking_back import with_lost
from core.store.tags.file_record import FileRecord
from core.store.tags.taggings import change_record, load_kept_record
from core.store.texts.finding import read_document

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
    """Return the steps that can be taken back, latest first.

    Raises:
        StorageError: the project cannot be read.
    """
    return journal.kept_steps(project.paths)


def restore(project: Project, step_id: str) -> Restored:
    """Undo a big step. That is a big step too, and can itself be undone.

    Raises:
        NotFoundError: there is no such step.
        RequestError: it is about tags that another user makes blindly.
        StorageError: it cannot be read, or the project cannot be written.
    """
    step = load_step(project.paths, step_id)
    if step.plan and step.plan.kind is PlanKind.RENAME:
        old, new = step.plan.names
        rename_entity(project, new, old)
        return Restored(len(step.files), 0)
    if step.blind and author() != step.annotator:
        raise RequestError(
            f"This step is about tags that only {step.annotator} sees for now, who alone can take it back."
        )
    paths = step.paths(project.paths)
    files = merged = 0
    failures: list[tuple[str, str]] = []
    with big_step(paths, f"restoring {step.what!r}", author()) as recorder:
        for name, digests in step.files.items():
            try:
                document = read_document(paths, name)
                before = load_kept_record(paths, step.id, document)
                _require_entities(project, before.tagging, step.plan)
                untouched = _put_back(paths, document, before, digests, step.plan, recorder)
            except AutotagError as error:
                failures.append((name, str(error)))
                continue
            files += 1
            merged += not untouched
    return Restored(files, merged, tuple(failures))


def _put_back(
    paths: ProjectFolder,
    document: Document,
    before: FileRecord,
    digests: tuple[str, ...],
    plan: Plan | None,
    recorder: StepRecorder,
) -> bool:
    """Bring one file back; return whether nobody had changed it since the step."""
    by, untouched = author(), False
    path = paths.tags_file(document.name)

    def back(record: FileRecord) -> FileRecord:
        nonlocal untouched
        present = raw_content(path)  # under the file's lock: nobody saves now
        untouched = present is not None and digest(present) in digests
        if not untouched:
            return record.decided(with_lost(record.tagging, before.tagging, plan), by, now(), read=False)
        return replace(record.decided(before.tagging, by, now()), confirmed=before.confirmed)

    change_record(paths, document, back, recorder)
    return untouched


def _require_entities(project: Project, tagging: Tagging, plan: Plan | None) -> None:
    """Add entities again that the step removed, or that were deleted since."""
    needed = {span.entity for spans in (tagging.tags, tagging.suggestions) for span in spans}
    missing = needed - set(projects.load_schema(project.paths).names)
    if plan and (removed := plan.removed) and removed.name in missing:
        projects.change_schema(project.paths, lambda schema: schema.restored(removed))
        missing.discard(removed.name)
    if missing:
        projects.change_schema(project.paths, lambda schema: schema.with_names(sorted(needed)))
