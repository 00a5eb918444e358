"""Trigger Autotag: choose model, entities and files, review, start. Going back keeps what was chosen."""

from tui.screens.wizard.choice import Choice
from tui.screens.wizard.entities import ChooseEntitiesScreen
from tui.screens.wizard.files import ChooseFilesScreen
from tui.screens.wizard.model import ChooseModelScreen
from tui.screens.wizard.review import ReviewChoiceScreen

__all__ = ["Choice", "ChooseEntitiesScreen", "ChooseFilesScreen", "ChooseModelScreen", "ReviewChoiceScreen"]
