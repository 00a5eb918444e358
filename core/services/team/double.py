"""Mark files that several annotators tag without seeing each other's tags."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from core.domain.project.documents import Files
from core.domain.project.entries import FileEntry
from core.domain.team.double import DoubleMark, VersionState
from core.domain.team.marking import check_annotators, draw
from core.domain.wording import counted
from core.errors import AutotagError, RequestError
from core.services.project.files import list_files, named_files
from core.services.project.preferences import author
from core.services.project.projects import Project
from core.store.disk.clock import now
from core.store.disk.folders import ProjectFolder
from core.store.project.projects import change_settings, load_settings
from core.store.team.double import change_marks, load_marks
from core.store.team.versions import load_version
from core.store.texts.finding import read_document

__all__ = [
    "Chosen",
    "Drawn",
    "MarkedFile",
    "finished_versions",
    "learns_by_majority",
    "mark_double",
    "marked_files",
    "reopen_double",
    "set_majority",
    "unmark_double",
]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Files that somebody named."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A share of the untagged files, drawn at random.

    Attributes:
        share: above 0, and 1 at most.
        seed: the same one draws the same files.
    """

    share: float
    seed: int = 0


@dataclass(frozen=True, slots=True)
class MarkedFile:
    """A file that is marked for double annotation, and how far it is.

    Attributes:
        mark: who tags it, and how.
        states: by annotator.
        problem: why the file cannot be read; empty if it can.
    """

    mark: DoubleMark
    states: Mapping[str, VersionState]
    problem: str = ""

    @property
    def is_done(self) -> bool:
        """Whether all annotators are done, so that their versions may be seen."""
        return bool(self.states) and all(state is VersionState.DONE for state in self.states.values())


def mark_double(
    project: Project, which: Chosen | Drawn, annotators: Collection[str], *, suggestions: bool = True
) -> list[str]:
    """Mark files for double annotation; return their names.

    From then on each annotator who opens one of them sees only their own tags, and the suggestions that were there
    when the first of them opened it.

    Args:
        project: of the files.
        which: the files.
        annotators: who tags them.
        suggestions: whether they see suggestions.

    Raises:
        NotFoundError: there is no file of a name.
        RequestError: there are fewer than two annotators, or a file has tags or is marked already.
        StorageError: the project cannot be read or written.
    """
    people = check_annotators(annotators)
    files = list_files(project)
    paths = project.paths.main
    present = load_marks(paths)
    if isinstance(which, Drawn):
        free = (entry.name for entry in files.usable() if entry.name not in present and not _hindrance(entry))
        names, seed = draw(list(free), which.share, which.seed), which.seed
    else:
        names, seed = _checked(named_files(files, which.names)), None
    by, at = author(), now()
    hashes = {entry.name: entry.hash for entry in files.named(names)}

    def mark(marks: dict[str, DoubleMark]) -> None:
        for name in names:
            if name in marks and not marks[name].adjudicated:
                raise RequestError(f"{name} is being tagged blindly already by {' and '.join(marks[name].annotators)}.")
            marks[name] = DoubleMark(name, hashes[name], people, suggestions, seed, by, at)

    change_marks(paths, mark)
    return names


def unmark_double(project: Project, names: Collection[str]) -> None:
    """End the double annotation of files. The versions stay on disk, but no longer count.

    Raises:
        RequestError: a file is not being tagged blindly.
        StorageError: the project cannot be read or written.
    """

    def unmark(marks: dict[str, DoubleMark]) -> None:
        for name in names:
            if name not in marks or marks[name].adjudicated:
                raise RequestError(f"{name} is not being tagged blindly; 'autotag double' lists the files that are.")
            del marks[name]

    change_marks(project.paths.main, unmark)


def reopen_double(project: Project, names: Collection[str]) -> None:
    """Take back that files are adjudicated. Their tags stay until they are adjudicated again, and do not count.

    Raises:
        RequestError: a file is not adjudicated.
        StorageError: the project cannot be read or written.
    """

    def reopen(marks: dict[str, DoubleMark]) -> None:
        for name in names:
            if name not in marks or not marks[name].adjudicated:
                raise RequestError(f"{name} is not adjudicated; 'autotag double' lists the files that are.")
            marks[name] = replace(marks[name], adjudicated="", adjudicator="")

    change_marks(project.paths.main, reopen)


def marked_files(project: Project) -> list[MarkedFile]:
    """Return the files that are marked for double annotation, and how far each is.

    Raises:
        StorageError: the project cannot be read.
    """
    marks = load_marks(project.paths)
    return [_marked_file(project.paths.main, marks[name]) for name in sorted(marks)]


def learns_by_majority(project: Project) -> bool:
    """Return whether trainings learn what most annotators agree on from files that nobody has adjudicated.

    Raises:
        StorageError: the project cannot be read.
    """
    return load_settings(project.paths).majority


def set_majority(project: Project, on: bool) -> None:
    """Let trainings learn by majority from files that nobody has adjudicated, or not.

    Raises:
        StorageError: the project cannot be read or written.
    """
    change_settings(project.paths, lambda settings: replace(settings, majority=on))


def finished_versions(project: Project, names: Collection[str]) -> dict[str, list[str]]:
    """Return the annotators who are done with each of some marked files, by name of the file.

    Raises:
        StorageError: the project cannot be read.
    """
    marks = load_marks(project.paths)
    found = [_marked_file(project.paths.main, marks[name]) for name in names if name in marks]
    return {each.mark.name: [who for who, state in each.states.items() if state is VersionState.DONE] for each in found}


def _marked_file(paths: ProjectFolder, mark: DoubleMark) -> MarkedFile:
    try:
        document = read_document(paths, mark.name)
        states = {}
        for annotator in mark.annotators:
            has_begun = paths.of_annotator(annotator, {mark.name}).tags_file(mark.name).exists()
            record = load_version(paths, annotator, document)
            waiting = VersionState.BEGUN if has_begun and record.history else VersionState.OPEN
            states[annotator] = VersionState.DONE if record.confirmed else waiting
    except AutotagError as error:
        return MarkedFile(mark, {}, str(error))
    return MarkedFile(mark, states)


def _checked(files: Files) -> list[str]:
    hindered = [(entry.name, reason) for entry in files if (reason := entry.problem or _hindrance(entry))]
    if hindered:
        name, reason = hindered[0]
        more = f" {counted(len(hindered) - 1, 'more file')} cannot be tagged blindly either." if hindered[1:] else ""
        raise RequestError(f"{name} cannot be tagged blindly: {reason}{more}")
    return list(files.names)


def _hindrance(entry: FileEntry) -> str:
    """Return why nobody could tag a file blindly: somebody has tagged it, or it is marked."""
    if entry.blind:
        return "it is being tagged blindly already."
    if entry.is_tagged:
        return "it has tags, which its annotators may have seen."
    if entry.unsaved:
        return "you have unsaved decisions on it."
    return ""
