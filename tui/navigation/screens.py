"""The screen of each destination.

A screen is imported when it is first opened: the first frame waits for one screen, not for all.
"""

from __future__ import annotations

from typing import assert_never

from tui.shell.destinations import (
    Adjudicate,
    AgreementPage,
    AuditPage,
    AutotagStep,
    CheckTags,
    ChooseEntities,
    ChooseFiles,
    ChooseModel,
    DataPage,
    Destination,
    FileList,
    FilePage,
    Guidelines,
    Help,
    History,
    ImportPreview,
    ImportSource,
    JobPage,
    JudgePage,
    ModelPage,
    Places,
    Preview,
    ProgressPage,
    QualityPage,
    RestPage,
    ReviewByText,
    ReviewDraft,
    SameTextElsewhere,
    Section,
    SetAsideTags,
    Sort,
    SpotCheck,
    TryModel,
    UsualEntities,
)
from tui.shell.screen import AutotagScreen


def screen_for(to: Destination) -> AutotagScreen:
    """Return a new screen for a destination."""
    match to:
        case Section():
            return _section(to)
        case FilePage(name, names, selection):
            from tui.file.screen import FileScreen

            return FileScreen(name, names, selection)
        case JobPage(id):
            from tui.screens.jobs.job import JobScreen

            return JobScreen(id)
        case UsualEntities():
            from tui.screens.entities.usual import UsualEntitiesScreen

            return UsualEntitiesScreen()
        case ModelPage(name):
            from tui.screens.training.model import ModelScreen

            return ModelScreen(name)
        case TryModel(name):
            from tui.screens.training.trial import TrialScreen

            return TrialScreen(name)
        case AuditPage() | JudgePage() | RestPage() | Adjudicate() | AgreementPage():
            return _quality_page(to)
        case ChooseModel() | ChooseEntities() | ChooseFiles() | ReviewDraft():
            return _autotag_step(to)
        case Guidelines() | Help():
            return _page_to_read(to)
        case _:
            return _data_page(to)


def _page_to_read(to: Guidelines | Help) -> AutotagScreen:
    match to:
        case Guidelines():
            from tui.screens.guidelines import GuidelinesScreen

            return GuidelinesScreen()
        case Help(commands):
            from tui.screens.help import HelpScreen

            return HelpScreen(commands)
        case _:
            assert_never(to)


def _section(section: Section) -> AutotagScreen:
    match section:
        case Section.PROJECTS:
            from tui.screens.projects.projects import ProjectsScreen

            return ProjectsScreen()
        case Section.TAG_DATA:
            from tui.screens.data.tag_data import TagDataScreen

            return TagDataScreen()
        case Section.ENTITIES:
            from tui.screens.entities.entities import EntitiesScreen

            return EntitiesScreen()
        case Section.TRAIN:
            from tui.screens.training.train import TrainScreen

            return TrainScreen()
        case Section.PERFORMANCE:
            from tui.screens.training.models import PerformanceScreen

            return PerformanceScreen()
        case Section.AUTOTAG:
            from tui.screens.jobs.jobs import AutotagDataScreen

            return AutotagDataScreen()
        case Section.SETTINGS:
            from tui.screens.settings import SettingsScreen

            return SettingsScreen()


def _autotag_step(step: AutotagStep) -> AutotagScreen:
    match step:
        case ChooseModel(draft):
            from tui.screens.wizard.model import ChooseModelScreen

            return ChooseModelScreen(draft)
        case ChooseEntities(draft):
            from tui.screens.wizard.entities import ChooseEntitiesScreen

            return ChooseEntitiesScreen(draft)
        case ChooseFiles(draft):
            from tui.screens.wizard.files import ChooseFilesScreen

            return ChooseFilesScreen(draft)
        case ReviewDraft(draft):
            from tui.screens.wizard.review import ReviewDraftScreen

            return ReviewDraftScreen(draft)


def _quality_page(page: QualityPage) -> AutotagScreen:
    match page:
        case AuditPage():
            from tui.screens.audit.audit import AuditScreen

            return AuditScreen()
        case JudgePage(audit_id):
            from tui.screens.audit.judge import JudgeScreen

            return JudgeScreen(audit_id)
        case RestPage():
            from tui.screens.audit.rest import RestScreen

            return RestScreen()
        case Adjudicate():
            from tui.screens.team.adjudicate import AdjudicateScreen

            return AdjudicateScreen()
        case AgreementPage():
            from tui.screens.team.agreement import AgreementScreen

            return AgreementScreen()


def _data_page(page: DataPage) -> AutotagScreen:
    match page:
        case FileList(file_filter):
            from tui.screens.data.tag_data import TagDataScreen

            return TagDataScreen(file_filter)
        case Preview(name):
            from tui.screens.data.preview import PreviewScreen

            return PreviewScreen(name)
        case History(name):
            from tui.screens.data.history import HistoryScreen

            return HistoryScreen(name)
        case ProgressPage():
            from tui.screens.data.progress import ProgressScreen

            return ProgressScreen()
        case ReviewByText(names, to_read):
            from tui.screens.data.by_text import QueueScreen

            return QueueScreen(names, to_read)
        case Places() | CheckTags() | SetAsideTags() | SpotCheck() | SameTextElsewhere() | Sort():
            return _list_of_places(page)
        case ImportSource(folder):
            from tui.screens.data.import_source import ImportSourceScreen

            return ImportSourceScreen(folder)
        case ImportPreview(source):
            from tui.screens.data.import_preview import ImportPreviewScreen

            return ImportPreviewScreen(source)
        case _:
            assert_never(page)


def _list_of_places(page: Places | CheckTags | SetAsideTags | SpotCheck | SameTextElsewhere | Sort) -> AutotagScreen:
    match page:
        case Places(heading, find, if_none):
            from tui.screens.data.places import PlacesScreen

            return PlacesScreen(heading, find, if_none)
        case CheckTags():
            from tui.screens.data.check import CheckScreen

            return CheckScreen()
        case SetAsideTags():
            from tui.screens.data.set_aside import SetAsideScreen

            return SetAsideScreen()
        case SpotCheck(find):
            from tui.screens.data.spot_check import SpotCheckScreen

            return SpotCheckScreen(find)
        case SameTextElsewhere(same):
            from tui.screens.data.same_text import SameTextScreen

            return SameTextScreen(same)
        case Sort(into, old):
            from tui.screens.data.sorting import SortingScreen

            return SortingScreen(into, old)
