"""Opening and making projects, and the samples to try autotag on."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import core
from core.domain.project.schema import Schema, split_described
from core.errors import NotFoundError, RequestError
from core.settings import DATA_FOLDER
from core.store.disk.atomic import make_folder, printable, storage_errors
from core.store.disk.clock import now
from core.store.disk.folders import ProjectFolder
from core.store.project import projects as store
from core.store.project.sharing import share
from core.store.team.double import personal_folder
from core.store.texts.finding import find_texts
from core.store.user import RecentProject, forget_recent, load_recent, note_recent

__all__ = [
    "Project",
    "RecentProject",
    "about_sample",
    "copy_sample",
    "create_project",
    "forget_project",
    "make_project",
    "open_project",
    "project_for_import",
    "recent_projects",
    "sample_projects",
    "share_project",
]

DEFAULT_SAMPLE = "loan_agreements"

_ABOUT_SAMPLES = {
    "loan_agreements": "36 loans in six layouts, 12 tagged",
    "reservations_ja": "20 bookings in Japanese, 8 tagged",
    "support_tickets": "60 help desk messages, 20 tagged",
}


@dataclass(frozen=True, slots=True)
class Project:
    """A project that was opened; cheap to make and to pass around.

    Attributes:
        folder: the folder with the user's texts, as an absolute path.
    """

    folder: Path

    @property
    def name(self) -> str:
        """What to call it on a screen: the folder's name."""
        return self.folder.name or str(self.folder)

    @property
    def paths(self) -> ProjectFolder:
        """Paths of all files of the project, with the user's own records of the texts that the user tags blindly.

        Raises:
            StorageError: the record of these texts, or the preferences, cannot be read.
        """
        return personal_folder(self.folder)


def open_project(folder: Path) -> Project:
    """Open a folder as a project. Make it one if it is none yet, without touching its texts.

    Raises:
        NotFoundError: there is no such folder.
        RequestError: it is no folder, or holds no text.
        StorageError: it cannot be read or written, is damaged, or was made by a later version.
    """
    project = Project(_existing_folder(folder))
    paths = project.paths
    if store.project_exists(paths):
        store.load_settings(paths)  # says so now if the file is damaged or of a later version
    else:
        _require_texts(paths)
        store.create_project(paths, Schema())
    return project


def note_opened(project: Project) -> None:
    """Note for the list of projects that one was opened.

    Raises:
        StorageError: it could not be written.
    """
    note_recent(project.folder, now())


def find_project(folder: Path) -> Project:
    """Return an existing project, without creating or noting anything as `open_project` does.

    Raises:
        NotFoundError: there is no such folder, or it is no project yet.
        StorageError: it is damaged, or was made by a later version.
    """
    project = Project(_existing_folder(folder))
    if not store.project_exists(project.paths):
        raise NotFoundError(
            f"{printable(folder)} is no project yet; make it one with 'autotag init', or open it with 'autotag'."
        )
    store.load_settings(project.paths)
    return project


def is_project(folder: Path) -> bool:
    """Return whether a folder is a project."""
    return store.project_exists(ProjectFolder(folder))


def create_project(folder: Path, entities: Sequence[str] = ()) -> Project:
    """Make a project of a folder of texts.

    Args:
        folder: with the texts.
        entities: each `NAME` or `NAME: DESCRIPTION`.

    Raises:
        NotFoundError: there is no such folder.
        RequestError: it is no folder, holds no text, is a project already, or an entity's name is not allowed.
        StorageError: it cannot be read or written.
    """
    project = Project(_existing_folder(folder))
    if store.project_exists(project.paths):
        raise RequestError(f"{printable(folder)} is a project already; open it with 'autotag {printable(folder)}'.")
    schema = Schema()
    for written in entities:
        name, description = split_described(written)
        schema = schema.added(name, description=description)
    _require_texts(project.paths)
    store.create_project(project.paths, schema)
    return project


def share_project(project: Project) -> list[str]:
    """Let the group of the project's folder work on the project, whatever the umask of its users.

    Returns:
        Paths that belong to other users, each of whom has to share them.

    Raises:
        StorageError: the project's folder belongs to another user.
    """
    return share(project.paths)


def project_for_import(folder: Path) -> Project:
    """Return the project that an import goes to. The folder may be no project yet, or missing: see `make_project`.

    Raises:
        RequestError: it is a file.
        StorageError: it cannot be read, or is damaged.
    """
    project = Project(_existing_folder(folder) if folder.exists() else folder.resolve())
    store.load_settings(project.paths)
    return project


def make_project(project: Project) -> None:
    """Make a folder a project, unless it is one already; create the folder if it is missing.

    Raises:
        StorageError: it cannot be written.
    """
    if not store.project_exists(project.paths):
        with storage_errors(project.folder, "made"):
            make_folder(project.folder)
        store.create_project(project.paths, Schema())


def recent_projects() -> list[RecentProject]:
    """Return projects that the user has opened, latest first.

    Raises:
        StorageError: the list cannot be read.
    """
    return load_recent()


def forget_project(folder: Path) -> None:
    """Take a project off the list of recent ones, and leave the project as it is.

    Raises:
        StorageError: the list cannot be written.
    """
    forget_recent(folder)


def sample_projects() -> list[str]:
    """Return names of the samples that come with autotag."""
    return sorted(path.name for path in _samples().iterdir() if path.is_dir() and not path.name.startswith(("_", ".")))


def about_sample(name: str) -> str:
    """Return what is in a sample, in a line; empty for a sample without a description."""
    return _ABOUT_SAMPLES.get(name, "")


def copy_sample(name: str = DEFAULT_SAMPLE, target: Path | None = None) -> Path:
    """Copy a sample to a folder of the user's, without overwriting an earlier copy.

    Args:
        name: of the sample.
        target: the folder to make; `autotag-demo-NAME` in the current folder if not given.

    Returns:
        The folder that was made.

    Raises:
        NotFoundError: there is no such sample.
        RequestError: the target exists.
        StorageError: it could not be written.
    """
    if name not in sample_projects():
        raise NotFoundError(f"There is no sample {name!r}; the samples are: {', '.join(sample_projects())}.")
    if target is None:
        target = _free_folder(Path.cwd() / f"autotag-demo-{name}")
    elif target.exists():
        raise RequestError(f"{printable(target)} exists already; choose another folder for the sample.")
    with storage_errors(target, "written"):
        shutil.copytree(_samples() / name, target)
    return target


def _samples() -> Path:
    return Path(core.__file__).parent.parent / "sample_projects"  # next to core, in a checkout and in an installation


def _existing_folder(folder: Path) -> Path:
    with storage_errors(folder, "opened"):
        found = folder.stat() if folder.exists() else None
    if found is None:
        raise NotFoundError(f"There is no folder {printable(folder)}; check the path.")
    if not folder.is_dir():
        raise RequestError(f"{printable(folder)} is a file; a project is a folder of {'.txt'} files.")
    resolved = folder.resolve()
    if resolved.name == DATA_FOLDER and store.project_exists(ProjectFolder(resolved.parent)):
        raise RequestError(f"{printable(folder)} is the inside of a project; open {printable(resolved.parent)}.")
    return resolved


def _require_texts(paths: ProjectFolder) -> None:
    if next(find_texts(paths), None) is None:
        raise RequestError(
            f"{printable(paths.root)} holds no .txt file; put the texts to tag there, one file each, or make a project "
            "of files with another ending, such as .log: autotag import NEW FOLDER --glob '*.log'"
        )


def _free_folder(wanted: Path) -> Path:
    names = (wanted if n == 1 else wanted.with_name(f"{wanted.name}-{n}") for n in range(1, 10**6))
    return next(path for path in names if not path.exists())
