"""Where things lie in a project folder and in the user's folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from core.settings import DATA_FOLDER, home

TEXT_SUFFIX = ".txt"

_LONGEST_NAME = 200
"""Bytes of a name beyond which it is shortened: file systems allow 255, and we add endings to it."""


@dataclass(frozen=True, slots=True)
class ProjectFolder:
    """Paths of a project's files.

    Attributes:
        root: the folder with the user's texts.
    """

    root: Path

    @property
    def data(self) -> Path:
        """The folder with all that autotag writes."""
        return self.root / DATA_FOLDER

    @property
    def project_file(self) -> Path:
        """Settings, entities, splits."""
        return self.data / "project.json"

    @property
    def index_file(self) -> Path:
        """What lists need; a cache."""
        return self.data / "index.json"

    @property
    def tags(self) -> Path:
        """Folder of the tags files."""
        return self.data / "tags"

    @property
    def models(self) -> Path:
        """Folder of the models."""
        return self.data / "models"

    @property
    def jobs(self) -> Path:
        """Folder of the jobs."""
        return self.data / "jobs"

    @property
    def worker_lock(self) -> Path:
        """Held by the worker as long as it lives."""
        return self.jobs / ".worker.lock"

    def text_file(self, name: str) -> Path:
        """The user's text of this name."""
        return self.root / PurePosixPath(name)

    def tags_file(self, name: str) -> Path:
        """Tags and suggestions of the text of this name."""
        return self.tags / record_path(name, ".json")

    def journals(self, author: str) -> Path:
        """Folder of the unsaved decisions of one user."""
        return self.all_journals / quote(author, safe=" ")

    def journal_of(self, journals: Path, name: str) -> Path:
        """Unsaved decisions on the text of this name, in somebody's folder of them."""
        return journals / record_path(name, ".jsonl")

    @property
    def all_journals(self) -> Path:
        """Folder of everybody's unsaved decisions."""
        return self.data / "unsaved"

    def journal_file(self, name: str, author: str) -> Path:
        """Unsaved decisions of one user on the text of this name."""
        return self.journals(author) / record_path(name, ".jsonl")

    def presence_folder(self, name: str) -> Path:
        """Folder with a lock of everybody who has the text of this name open."""
        return self.data / "open" / record_path(name, ".d")

    @property
    def kept(self) -> Path:
        """Folder of what big steps would have lost."""
        return self.data / "kept"

    def kept_tags_file(self, step: str, name: str) -> Path:
        """Tags of the text of this name as they were before a step."""
        return self.kept / step / "tags" / record_path(name, ".json")

    def model_folder(self, name: str) -> Path:
        """Folder of a model."""
        return self.models / name

    def job_file(self, job: str) -> Path:
        """State of a job."""
        return self.jobs / f"{job}.json"

    @property
    def worker_log(self) -> Path:
        """What worker processes printed outside of jobs; touched when one is started."""
        return self.jobs / "worker.log"

    def job_log(self, job: str) -> Path:
        """What the worker printed while it did the job."""
        return self.jobs / f"{job}.log"


def resource_file() -> Path:
    """Quota and its use, shared by all projects of the user on this machine."""
    return home() / "resource.json"


def preferences_file() -> Path:
    """What the user has changed about the program."""
    return home() / "preferences.json"


def recent_file() -> Path:
    """Projects that the user has opened."""
    return home() / "recent.json"


def record_path(name: str, ending: str) -> str:
    """Relative path of a record of the text: `a/01.txt` gives `a/01.json`. Different names give different paths."""
    parent, slash, stem = name.rpartition("/")
    # `01.TXT` keeps its ending, and so does `01.TXT.txt`, which would otherwise be given the same record.
    if stem.endswith(TEXT_SUFFIX) and not stem[: -len(TEXT_SUFFIX)].casefold().endswith(TEXT_SUFFIX):
        stem = stem[: -len(TEXT_SUFFIX)]
    raw = stem.encode("utf-8", "surrogatepass")
    if len(raw) > _LONGEST_NAME:
        from hashlib import sha256  # with all of OpenSSL; hardly any name is so long

        start = raw[: _LONGEST_NAME - 40].decode("utf-8", "ignore")
        stem = f"{start}~{sha256(raw).hexdigest()[:32]}"
    return f"{parent}{slash}{stem}{ending}"
