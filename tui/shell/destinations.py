"""Where a user can go. A screen names a destination; `tui.navigation` opens the screen that shows it.

Named tuples, not dataclasses: the app defines all of them before its first frame, and a dataclass costs five times as
much to define.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias

from core.domain.project.file_filter import FileFilter
from core.domain.text.selection import Borders
from core.services.project.projects import Project
from tui.commands import Command

if TYPE_CHECKING:  # loaded when a screen needs them: the first frame does without
    from core.domain.finding.places import Place
    from core.domain.project.autotag_draft import AutotagDraft
    from core.services.review.same_text import SameText


class Section(StrEnum):
    """The pages that a function key opens from anywhere."""

    PROJECTS = "projects"
    TAG_DATA = "tag-data"
    ENTITIES = "entities"
    TRAIN = "train"
    PERFORMANCE = "performance"
    AUTOTAG = "autotag"
    SETTINGS = "settings"


class FileList(NamedTuple):
    """Tag data with a filter on."""

    filter: FileFilter


class FilePage(NamedTuple):
    """A file to tag and review.

    Attributes:
        name: of the file.
        names: of the files that next and previous go through.
        selection: to start with; None for the first suggestion.
    """

    name: str
    names: Sequence[str]
    selection: Borders | None = None


class Preview(NamedTuple):
    """A file to look at."""

    name: str


class History(NamedTuple):
    """Who changed a file, how and when."""

    name: str


class ProgressPage(NamedTuple):
    """How the work on the project goes."""


class ReviewByText(NamedTuple):
    """The suggestions in some files, one question for each distinct text.

    Attributes:
        names: of the files.
        to_read: names of the files to read afterwards, if they are not the same.
    """

    names: Sequence[str]
    to_read: Sequence[str] = ()


class Places(NamedTuple):
    """A list of places in files.

    Attributes:
        heading: says what they are.
        find: finds them; may take its time.
        if_none: sentence for an empty list.
    """

    heading: str
    find: Callable[[], list[Place]]
    if_none: str = "Nothing was found."


class CheckTags(NamedTuple):
    """Places that look like mistakes."""


class SetAsideTags(NamedTuple):
    """Tags without a place in their text, which changed."""


class SpotCheck(NamedTuple):
    """A sample of tags to judge."""

    find: Callable[[], list[Place]]


class AuditPage(NamedTuple):
    """How good the tags are."""


class JudgePage(NamedTuple):
    """The sample of an audit, to judge."""

    audit_id: str


class RestPage(NamedTuple):
    """What accepting the suggestions in files not read would lead to."""


class Adjudicate(NamedTuple):
    """What several people tagged blindly, to make one version of it."""


class AgreementPage(NamedTuple):
    """How well people agree who tagged the same files blindly."""


class SameTextElsewhere(NamedTuple):
    """Untagged places in other files with the text of a tag."""

    same: SameText


class Sort(NamedTuple):
    """Places to sort into an entity.

    Attributes:
        into: the entity.
        old: the entity whose tags they are; empty for untagged places where `into` is likely.
    """

    into: str
    old: str = ""


class ImportSource(NamedTuple):
    """A file chooser for an import."""

    folder: Path


class ImportPreview(NamedTuple):
    """A dry run of an import."""

    source: Path


class UsualEntities(NamedTuple):
    """Entities that many projects have, to add some of them."""


class JobPage(NamedTuple):
    """One job."""

    id: str


class ModelPage(NamedTuple):
    """One model."""

    name: str


class TryModel(NamedTuple):
    """A text to try a model on."""

    name: str


class ChooseModel(NamedTuple):
    """Step 1 of an autotag job."""

    draft: AutotagDraft


class ChooseEntities(NamedTuple):
    """Step 2 of an autotag job."""

    draft: AutotagDraft


class ChooseFiles(NamedTuple):
    """Step 3 of an autotag job."""

    draft: AutotagDraft


class ReviewDraft(NamedTuple):
    """Step 4 of an autotag job."""

    draft: AutotagDraft


class Guidelines(NamedTuple):
    """How the team of the project tags."""


class Help(NamedTuple):
    """The keys of a screen.

    Attributes:
        commands: of the screen, each with whether it can be run now.
    """

    commands: Sequence[tuple[Command, bool]]


AutotagStep: TypeAlias = ChooseModel | ChooseEntities | ChooseFiles | ReviewDraft
DataPage: TypeAlias = (
    FileList
    | Preview
    | History
    | ProgressPage
    | ReviewByText
    | Places
    | CheckTags
    | SetAsideTags
    | SpotCheck
    | SameTextElsewhere
    | Sort
    | ImportSource
    | ImportPreview
)
QualityPage: TypeAlias = AuditPage | JudgePage | RestPage | Adjudicate | AgreementPage
Destination: TypeAlias = (
    Section
    | FilePage
    | DataPage
    | QualityPage
    | JobPage
    | ModelPage
    | TryModel
    | UsualEntities
    | AutotagStep
    | Guidelines
    | Help
)


class Navigation(Protocol):
    """Opens and leaves screens. `tui.navigation` implements it; screens know only this face of it."""

    async def start(self) -> None:
        """Open the first screen."""

    def go(self, to: Destination) -> None:
        """Open a screen on top of the present one, or a section in place of all open screens."""

    def back(self) -> None:
        """Return to the screen before."""

    def open_project(self, project: Project, note: str = "") -> None:
        """Open another project."""

    def leave(self) -> None:
        """Note the open file and end the app."""
