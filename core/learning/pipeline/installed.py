"""The spaCy pipelines that are installed on this machine, found without importing spaCy."""

from __future__ import annotations

from importlib.metadata import entry_points


def installed_pipelines() -> list[str]:
    """Names of installed pipelines, in the order of the alphabet.

    As `spacy.util.get_installed_models`, which would cost the screen most of a second.
    """
    return sorted({point.name for point in entry_points(group="spacy_models")})
