"""Write a report on a project to a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.errors import RequestError
from core.services.project.projects import Project
from core.services.report.gathering import gather
from core.services.report.markdown import markdown
from core.services.report.page import html_page
from core.services.report.sections import content_of
from core.store.disk.atomic import printable, storage_errors

_WRITERS = {".html": html_page, ".htm": html_page, ".md": markdown}


@dataclass(frozen=True, slots=True)
class Written:
    """What a report that was written tells.

    Attributes:
        file: its path.
        files: number of files of the project.
        tags: number of tags.
        people: number of people who have decided something.
        models: number of models.
    """

    file: str
    files: int
    tags: int
    people: int
    models: int


def write_report(project: Project, target: Path) -> Written:
    """Write the report, as a page or as Markdown by the ending of the file; a file of this name is replaced.

    Raises:
        RequestError: the ending is another.
        StorageError: the project cannot be read, or the file cannot be written.
    """
    writer = _WRITERS.get(target.suffix.lower())
    if writer is None:
        raise RequestError(f"A report is written as .html or .md; name {printable(target)} with one of these endings.")
    gathered = gather(project)
    raw = writer(content_of(gathered))
    partial = target.with_name(f".{target.name}.partial")
    with storage_errors(target, "written"):
        try:
            partial.unlink(missing_ok=True)  # it may be a link that somebody has put there
            with partial.open("xb") as stream:
                stream.write(raw)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
    tags, people = gathered.all_tags.total, len(gathered.work)
    return Written(str(target), len(gathered.files), tags, people, len(gathered.models))
