"""Find the installed spaCy pipelines without importing spaCy."""

from __future__ import annotations

from importlib.metadata import entry_points


def installed_pipelines() -> list[str]:
    """Return the names of installed pipelines in alphabetical order.

    As `spacy.util.get_installed_models`, which would cost the screen most of a second.
    """
    return sorted({point.name for point in entry_points(group="spacy_models")})
