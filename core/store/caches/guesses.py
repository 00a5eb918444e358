"""Guesses kept per guesser and text, so that no text is read twice by the same model with the same prompt."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import msgspec

from core.domain.project.guessers import is_guesser_name
from core.domain.text.guesses import Guess
from core.errors import AutotagError
from core.store.disk.atomic import read_file, storage_errors, write_atomically
from core.store.disk.folders import ProjectFolder


@dataclass(frozen=True)
class KeptGuesses:
    """Guesses about a text.

    Attributes:
        prompt: identifies what it was asked beyond the text: the examples shown to it.
        guesses: in text order.
    """

    prompt: str
    guesses: tuple[Guess, ...]


def load_guesses(folder: ProjectFolder, guesser: str, identity: str, text: str) -> KeptGuesses | None:
    """Return the guesses kept of a text. None if there are none, or if they are damaged: a cache must stop nothing.

    Args:
        folder: the project.
        guesser: name of the guesser.
        identity: all that its answers depend on: model, address, entities with descriptions.
        text: the text itself.
    """
    try:
        return msgspec.json.decode(read_file(_path(folder, guesser, identity, text)), type=KeptGuesses)
    except (OSError, ValueError, AutotagError):
        return None


def keep_guesses(folder: ProjectFolder, guesser: str, identity: str, text: str, kept: KeptGuesses) -> None:
    """Keep a guesser's guesses about a text, in place of earlier ones.

    Raises:
        StorageError: it could not be written.
    """
    path = _path(folder, guesser, identity, text)
    write_atomically(path, msgspec.json.encode(kept), keep_previous=False)


def forget_guesses(folder: ProjectFolder, guesser: str) -> None:
    """Remove all guesses of a guesser.

    Raises:
        StorageError: some of it could not be removed.
    """
    kept = _folder(folder, guesser)
    with storage_errors(kept, "removed"), suppress(FileNotFoundError):
        shutil.rmtree(kept)


def _folder(folder: ProjectFolder, guesser: str) -> Path:
    # A file edited by hand may name a guesser in a way that leads out of the folder.
    return folder.data / "guesses" / (guesser if is_guesser_name(guesser) else _short(guesser))


def _path(folder: ProjectFolder, guesser: str, identity: str, text: str) -> Path:
    key = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return _folder(folder, guesser) / _short(identity) / key[:2] / f"{key[2:40]}.json"


def _short(identity: str) -> str:
    return sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:32]
