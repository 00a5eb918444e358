"""Finish, or take back, the big steps that a kill or a crash of the machine cut off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from core.domain.wording import counted
from core.errors import AutotagError, StorageError
from core.services.project.entities import finish_delete, finish_rename
from core.services.project.merging import finish_merge
from core.services.project.preferences import author
from core.services.project.projects import Project
from core.services.review.open_file import settle_unsaved
from core.store.disk.folders import ProjectFolder
from core.store.steps.journal import StepRecorder, cut_off_steps, end_step, forget_step
from core.store.steps.step_files import KeptStep, PlanKind
from core.store.steps.taking_back import take_back
from core.store.tags.journals import finish_together
from core.store.tags.taggings import load_record
from core.store.texts.finding import read_document


def recover(project: Project) -> tuple[str, ...]:
    """Repair the project.

    Returns:
        One sentence per repaired step, for the user.
    """
    try:
        return tuple(_repaired(project))
    except StorageError as error:
        return (f"A step that was cut off is still half done: {error}",)


def _repaired(project: Project) -> Iterator[str]:
    by = author()
    if files := finish_together(project.paths, by, _saved):
        yield f"A decision by text was cut off and has been finished in {counted(files, 'file')}."
    with cut_off_steps(project.paths) as steps:
        for step in steps:
            if step.plan is None:
                yield _taken_back(project, step)
            elif step.plan.kind is not PlanKind.SAVE or step.by == by:  # only its author has the unsaved decisions
                yield _finished(project, step)


def _saved(folder: ProjectFolder, name: str) -> Mapping[str, int]:
    return load_record(folder, read_document(folder, name)).journals


def _taken_back(project: Project, step: KeptStep) -> str:
    lead = f"{_capitalised(step.what)} was cut off at {step.at[:16].replace('T', ' ')} UTC"
    if failures := take_back(project.paths, step):
        end_step(project.paths, step)
        failed = f"{failures[0].name}: {failures[0].reason}"
        return f"{lead} and could not be taken back in {counted(len(failures), 'file')} ({failed})."
    forget_step(project.paths, step.id)
    return f"{lead} and has been taken back in {counted(len({*step.files, *step.texts}), 'file')}."


def _finished(project: Project, step: KeptStep) -> str:
    assert step.plan is not None
    recorder, names = StepRecorder.of(project.paths, step), step.plan.names
    try:
        if step.plan.kind is PlanKind.RENAME:
            finish_rename(project, names[0], names[1], recorder)
        elif step.plan.kind is PlanKind.DELETE:
            finish_delete(project, names[0], recorder)
        elif step.plan.kind is PlanKind.MERGE:
            finish_merge(project, names[0], names[1], recorder)
        else:
            for name in names:
                settle_unsaved(project, name, recorder)
    except StorageError:
        raise
    except AutotagError as error:  # the request can no longer be fulfilled, as when the new name was taken meanwhile
        take_back(project.paths, recorder.step)
        end_step(project.paths, recorder.step)
        return f"{_capitalised(step.what)} was cut off and has been taken back: {error}"
    end_step(project.paths, recorder.step)
    return f"{_capitalised(step.what)} was cut off and has been finished."


def _capitalised(what: str) -> str:
    return what[:1].upper() + what[1:]
