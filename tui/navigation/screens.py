"""The screen of each destination.

A screen is imported when it is first opened: the first frame waits for one screen, not for all.
"""

from __future__ import annotations

from typing import assert_never

from tui.shell.destinations import (
    AutotagStep,
    ChooseEntities,
    ChooseFiles,
    ChooseModel,
    DataPage,
    Destination,
    FileList,
    FilePage,
    Help,
    History,
    ImportPreview,
    ImportSource,
    JobPage,
    ModelPage,
    Places,
    Preview,
    ReviewByText,
    ReviewDraft,
    SameTextElsewhere,
    Section,
    SpotCheck,
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
        case ChooseModel() | ChooseEntities() | ChooseFiles() | ReviewDraft():
            return _autotag_step(to)
        case Help(commands):
            from tui.screens.help import HelpScreen

            return HelpScreen(commands)
        case _:
            return _data_page(to)


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
        case ReviewByText(names, to_read):
            from tui.screens.data.by_text import QueueScreen

            return QueueScreen(names, to_read)
        case Places(heading, find, if_none):
            from tui.screens.data.places import PlacesScreen

            return PlacesScreen(heading, find, if_none)
        case SpotCheck(find):
            from tui.screens.data.spot_check import SpotCheckScreen

            return SpotCheckScreen(find)
        case SameTextElsewhere(same):
            from tui.screens.data.same_text import SameTextScreen

            return SameTextScreen(same)
        case ImportSource(folder):
            from tui.screens.data.import_source import ImportSourceScreen

            return ImportSourceScreen(folder)
        case ImportPreview(source):
            from tui.screens.data.import_preview import ImportPreviewScreen

            return ImportPreviewScreen(source)
        case _:
            assert_never(page)
