"""Let the encoder of the latest model read texts while no job waits, so that jobs find them read."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from core.domain.models.training import encoder_folder
from core.errors import AutotagError
from core.store.caches.states import StateStore
from core.store.disk.folders import ProjectFolder
from core.store.models import list_models
from core.store.texts.finding import read_document
from core.store.texts.index import load_index

_LONGEST_TEXT = 20_000
"""Characters of the longest text that is read ahead: a job that is submitted meanwhile waits for the text's end."""

_LONGEST = 1800.0
"""Seconds after which reading ahead ends, until another job has run."""


def read_ahead(folder: ProjectFolder, is_wanted: Callable[[], bool]) -> None:
    """Read the project's texts on one core and keep their states, until the cache is full. Begin with untagged texts.

    A problem ends the reading in silence: a job that needs the states meets the same problem, and reports it.

    Args:
        folder: the project.
        is_wanted: returns whether to go on; called before each text.
    """
    with suppress(AutotagError, OSError):
        path = _encoder_in_use(folder)
        if not path:
            return
        from core.learning.encoders.encoder import Encoder  # imported late: few models have an encoder
        from core.learning.encoders.folder import EncoderFolder

        place = EncoderFolder.find(Path(path))
        digest, store, encoder = place.digest(), StateStore(folder), Encoder(place, threads=1)
        room, ends = store.room(), time.monotonic() + _LONGEST
        for text in _texts(folder):
            if room < 0 or time.monotonic() > ends or not is_wanted():
                return
            if len(text) <= _LONGEST_TEXT and not store.has(digest, text):
                content = encoder.states(text).to_bytes()
                store.keep(digest, text, content)
                room -= len(content)


def _encoder_in_use(folder: ProjectFolder) -> str:
    """Return the folder of the latest encoder; empty if there is none, or if it made its model no better."""
    latest = next((model for model in list_models(folder) if encoder_folder(model.base)), None)
    return encoder_folder(latest.base) if latest and latest.gain and latest.gain.used else ""


def _texts(folder: ProjectFolder) -> Iterator[str]:
    files = load_index(folder)
    for name in (*files.untagged().names, *files.tagged().names):
        with suppress(AutotagError):  # the file is gone, or is no text
            yield read_document(folder, name).text
