"""Paths in a project folder and in the user's folder."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
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
        annotator: whose own records are used for the texts in `blind`; empty for nobody's.
        blind: names of the texts that this annotator tags without seeing what others tag.
    """

    root: Path
    annotator: str = ""
    blind: frozenset[str] = frozenset()

    def of_annotator(self, annotator: str, blind: Collection[str]) -> ProjectFolder:
        """Return the paths for an annotator, with own records of some texts."""
        return replace(self, annotator=annotator, blind=frozenset(blind))

    @property
    def main(self) -> ProjectFolder:
        """The paths of the main records, those that count."""
        return ProjectFolder(self.root)

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
        """The index of files; a cache. An annotator's own shows nobody else how many tags there are."""
        return (self.own_data if self.blind else self.data) / "index.msgpack"

    @property
    def double_file(self) -> Path:
        """The texts that are marked for double annotation."""
        return self.data / "team" / "double.json"

    @property
    def annotators(self) -> Path:
        """Folder with a folder of each annotator's own records."""
        return self.data / "annotators"

    @property
    def own_data(self) -> Path:
        """Folder of the annotator's own records."""
        return self.annotators / quoted(self.annotator)

    def data_of(self, name: str) -> Path:
        """Folder of the records of the text of this name: the annotator's own, or the main ones."""
        return self.own_data if name in self.blind else self.data

    @property
    def tags(self) -> Path:
        """Folder of the main tags files."""
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

    @property
    def last_words(self) -> Path:
        """Why the worker ended, if it could write that nowhere else."""
        return self.jobs / ".worker.words"

    def text_file(self, name: str) -> Path:
        """Return the user's text of this name."""
        return self.root / PurePosixPath(name)

    def tags_file(self, name: str) -> Path:
        """Return the file with the tags and suggestions of the text of this name."""
        return self.data_of(name) / "tags" / record_path(name, ".json")

    def journals(self, author: str) -> Path:
        """Folder of the unsaved decisions of one user."""
        return self.all_journals / quoted(author)

    def journal_of(self, journals: Path, name: str) -> Path:
        """Unsaved decisions on the text of this name, in somebody's folder of them."""
        return journals / record_path(name, ".jsonl")

    @property
    def all_journals(self) -> Path:
        """Folder of everybody's unsaved decisions."""
        return self.data / "unsaved"

    def journal_file(self, name: str, author: str) -> Path:
        """Unsaved decisions of one user on the text of this name."""
        return self.data_of(name) / "unsaved" / quoted(author) / record_path(name, ".jsonl")

    def presence_folder(self, name: str) -> Path:
        """Folder with a lock of everybody who has the text of this name open."""
        return self.data_of(name) / "open" / record_path(name, ".d")

    @property
    def team(self) -> Path:
        """Folder of what several people share about their work."""
        return self.data / "team"

    @property
    def notes(self) -> Path:
        """Folder of the notes on texts."""
        return self.data / "notes"

    def notes_file(self, name: str) -> Path:
        """Return the file with the notes on the text of this name."""
        return self.notes / record_path(name, ".json")

    @property
    def kept(self) -> Path:
        """Folder in which big steps keep what they replace."""
        return self.data / "kept"

    def kept_tags_file(self, step: str, name: str) -> Path:
        """Return the file with the tags of this text as they were before a step."""
        return self.kept / step / "tags" / record_path(name, ".json")

    @property
    def audits(self) -> Path:
        """Folder of the audits."""
        return self.data / "audits"

    def model_folder(self, name: str) -> Path:
        """Folder of a model."""
        return self.models / name

    def job_file(self, job: str) -> Path:
        """State of a job."""
        return self.jobs / f"{job}.json"

    @property
    def worker_log(self) -> Path:
        """What worker processes printed outside of jobs."""
        return self.jobs / "worker.log"

    def job_log(self, job: str) -> Path:
        """Return the file with the output of the worker during a job."""
        return self.jobs / f"{job}.log"


def resource_file() -> Path:
    """Quota and its use, shared by all projects of the user on this machine."""
    return home() / "resource.json"


def preferences_file() -> Path:
    """Return the file of the user's settings."""
    return home() / "preferences.json"


def recent_file() -> Path:
    """Return the file that lists the projects that the user has opened."""
    return home() / "recent.json"


def quoted(person: str) -> str:
    """Return the name of a person's folder."""
    return quote(person, safe=" ")


def record_path(name: str, ending: str) -> str:
    """Return the relative path of a text's record: of `a/01.txt`, `a/01.json`. Different names give different paths."""
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
