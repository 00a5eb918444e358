"""A project at a glance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.domain.models.model import Model
from core.domain.project.jobs import Job
from core.domain.project.quota import Quota
from core.domain.team.assignments import Progress
from core.domain.wording import counted
from core.services.jobs.jobs import list_jobs
from core.services.jobs.quota import current_quota
from core.services.project.entities import load_schema
from core.services.project.files import list_files
from core.services.project.preferences import author
from core.services.project.projects import Project
from core.services.team.assignments import people_progress
from core.services.team.double import learns_by_majority
from core.services.training.models import list_models
from core.store.disk.atomic import printable
from core.store.models import damaged_models
from core.store.project.sharing import sharing_problem
from core.store.texts.index import find_orphans


@dataclass(frozen=True)
class Status:
    """Figures of a project.

    Attributes:
        files: number of texts.
        tagged: how many are tagged.
        untagged: how many are not.
        unusable: how many cannot be read, or are empty.
        records: text records of all.
        tags: number of tags of every entity of the schema, in its order.
        suggestions: number of suggestions.
        unsaved: number of files with decisions of the user that are not saved.
        models: latest first.
        jobs: latest first.
        quota: of this month.
        people: how far each annotator is with the files assigned.
        warnings: what is wrong with the project, in sentences.
        unread_tags: number of tags accepted with the rest, in files that nobody has read to the end.
        majority: trainings learn by majority from files that nobody has adjudicated.
    """

    files: int
    tagged: int
    untagged: int
    unusable: int
    records: int
    tags: Mapping[str, int]
    suggestions: int
    unsaved: int
    models: list[Model]
    jobs: list[Job]
    quota: Quota
    people: Sequence[Progress] = ()
    warnings: tuple[str, ...] = ()
    unread_tags: int = 0
    majority: bool = False


def project_status(project: Project) -> Status:
    """Return the figures as they are now.

    Raises:
        StorageError: the project or the resource cannot be read.
    """
    files = list_files(project)
    tags = files.tags
    return Status(
        files=len(files),
        tagged=len(files.tagged()),
        untagged=len(files.untagged()),
        unusable=len(files) - len(files.usable()),
        records=files.records,
        tags={name: tags[name] for name in load_schema(project).names},
        suggestions=files.suggestion_count,
        unsaved=len(files.unsaved()),
        models=list_models(project),
        jobs=list_jobs(project),
        quota=current_quota(),
        people=people_progress(project, files),
        warnings=_warnings(project),
        unread_tags=files.unread_tag_count,
        majority=learns_by_majority(project),
    )


def _warnings(project: Project) -> tuple[str, ...]:
    sentences = [sharing_problem(project.paths), *damaged_models(project.paths)]
    for orphan in find_orphans(project.paths, author()):
        likely = f"; {orphan.candidates[0][0]} is {orphan.candidates[0][1]:.0%} like it" if orphan.candidates else ""
        sentences.append(
            f"{counted(orphan.tags, 'tag')} of {orphan.name}, a text that is gone{likely}. "
            f"'autotag moved {printable(project.folder)} {orphan.name} NAME' gives them to another text."
        )
    return tuple(filter(None, sentences))
