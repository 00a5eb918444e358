"""What runs on a worker of a cluster; a model is loaded there once."""

from __future__ import annotations

import io
import tarfile
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TypeVar

from core.domain.text.guesses import Guess
from core.domain.text.spans import ScoredSpan
from core.errors import WorkError
from core.learning.pipeline.digest import pipeline_digest
from core.learning.pipeline.recognizer import Encoding, Recognizer
from core.learning.pipeline.wanted import Wanted

T = TypeVar("T")

Text = tuple[str, Sequence[Guess] | None]
"""A text with a guesser's guesses; None if the guesser has not read it."""


_one_at_a_time = Lock()
"""spaCy is not safe for threads, of which a worker may have several."""

_latest: dict[tuple[str, bool], Recognizer] = {}
"""The model that this worker has loaded, by its digest and whether its encoder is optional."""


def do_step(step: Callable[[], T]) -> T:
    """Do a step of a training."""
    with _one_at_a_time:
        return step()


def tag_batch(
    bundle: bytes, batch: Sequence[Text], digest: str, wanted: Wanted, *, optional: bool
) -> tuple[list[list[ScoredSpan]], str]:
    """Tag some texts, and say why that is done without the model's encoder."""
    with _one_at_a_time:
        recognizer = _loaded(digest, bundle, optional=optional)
        found = recognizer.predict(
            ((str(number), text) for number, (text, _) in enumerate(batch)),
            _Given(dict(batch)),
            entities=wanted.entities,
            lowest=wanted.lowest,
            thresholds=wanted.thresholds,
        )
        return [spans for _, spans in found], recognizer.without


@dataclass(frozen=True)
class _Given:
    guesses: dict[str, Sequence[Guess] | None]

    def of(self, text: str) -> Sequence[Guess] | None:
        return self.guesses[text]


def bundled(folder: Path) -> bytes:
    """Return the files of a pipeline as one archive."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz", compresslevel=1) as archive:
        archive.add(folder, arcname=".")
    return content.getvalue()


def _loaded(digest: str, bundle: bytes, *, optional: bool) -> Recognizer:
    key = (digest, optional)
    if key not in _latest:
        _latest.clear()
        _latest[key] = _unpacked(digest, bundle, optional=optional)
    return _latest[key]


def _unpacked(digest: str, bundle: bytes, *, optional: bool) -> Recognizer:
    """Unpack a model, check that it is the one that was sent, and load it.

    Raises:
        WorkError: it arrived damaged, or does not load.
    """
    with tempfile.TemporaryDirectory(prefix="autotag-model-") as parent:
        folder = Path(parent) / "pipeline"
        with tarfile.open(fileobj=io.BytesIO(bundle)) as archive:
            archive.extractall(folder, filter="data")
        if pipeline_digest(folder) != digest:
            raise WorkError("The model arrived damaged at a worker of the cluster; start again.")
        return Recognizer.load(folder, Encoding(optional=optional))
