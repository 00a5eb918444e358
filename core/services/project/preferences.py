"""What the user has changed about the program itself."""

from __future__ import annotations

from core.settings import Preferences
from core.store import user
from core.store.user import author

__all__ = ["Preferences", "author", "load_preferences", "save_preferences"]


def load_preferences() -> Preferences:
    """Return the preferences.

    Raises:
        StorageError: their file is damaged, or of a later version.
    """
    return user.load_preferences()


def save_preferences(preferences: Preferences) -> None:
    """Save the preferences.

    Raises:
        StorageError: they could not be written.
    """
    user.save_preferences(preferences)
