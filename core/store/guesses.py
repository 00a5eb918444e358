"""Guesses kept per guesser and text, so that no text is read twice by the same model with the same prompt."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import msgspec

from core.domain.text.guesses import Guess
from core.store.atomic import write_atomically
from core.store.folders import ProjectFolder


@dataclass(frozen=True)
class KeptGuesses:
    """What a guesser said of a text.

    Attributes:
        prompt: identifies what it was asked beyond the text: the examples shown to it.
        guesses: in text order.
    """

    prompt: str
    guesses: tuple[Guess, ...]


def load_guesses(folder: ProjectFolder, identity: str, text: str) -> KeptGuesses | None:
    """What is kept of a text; None if nothing is, or if it is damaged, since a cache must stop nothing.

    Args:
        folder: the project.
        identity: of the guesser: model, address, entities with descriptions.
        text: the text itself.
    """
    try:
        return msgspec.json.decode(_path(folder, identity, text).read_bytes(), type=KeptGuesses)
    except (OSError, ValueError):
        return None


def keep_guesses(folder: ProjectFolder, identity: str, text: str, kept: KeptGuesses) -> None:
    """Keep what a guesser said of a text, in place of what it said before.

    Raises:
        StorageError: it could not be written.
    """
    path = _path(folder, identity, text)
    write_atomically(path, msgspec.json.encode(kept), keep_previous=False)


def _path(folder: ProjectFolder, identity: str, text: str) -> Path:
    key = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return folder.data / "guesses" / _short(identity) / key[:2] / f"{key[2:40]}.json"


def _short(identity: str) -> str:
    return sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:32]
