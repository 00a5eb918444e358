"""A model that reads texts on the workers of a cluster."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from spacy.util import minibatch

from core.domain.text.guesses import Guesses
from core.domain.text.spans import ScoredSpan
from core.learning.cluster.client import Tell, result_of
from core.learning.cluster.worker import Text, bundled, tag_batch
from core.learning.pipeline.wanted import Wanted

_BATCH = 64
"""Texts in a task."""

_IN_FLIGHT = 4
"""Tasks for each thread of the cluster that are sent before results are taken: memory here stays flat."""


class ClusterRecognizer:
    """Predicts as `Recognizer` does.

    Args:
        client: of the cluster.
        folder: the pipeline, which is sent to each worker once.
        digest: of the pipeline; each worker checks it.
        optional: read without the encoder that the model learned with, where a worker cannot use it.
        tell: called with a sentence when the cluster has no worker.
        tell_without: called with why workers read without the encoder.
    """

    def __init__(
        self, client: Any, folder: Path, digest: str, *, optional: bool, tell: Tell, tell_without: Tell
    ) -> None:
        self._client = client
        self._digest = digest
        self._optional = optional
        self._tell = tell
        self._tell_without = tell_without
        # A task, not scattered data: the scheduler makes it again for a worker that comes when all others are gone.
        self._bundle = client.submit(bytes, bundled(folder), key=f"autotag-model-{digest}")
        self._reasons: set[str] = set()

    def predict(
        self,
        texts: Iterable[tuple[str, str]],
        guesses: Guesses | None = None,
        *,
        entities: Collection[str] | None = None,
        lowest: float | None = None,
        thresholds: Mapping[str, float] | None = None,
    ) -> Iterator[tuple[str, list[ScoredSpan]]]:
        """Find spans, text by text, in the order of the texts, which are taken as needed; see `Recognizer.predict`.

        Raises:
            WorkError: the model cannot be loaded on a worker.
        """
        wanted = Wanted(None if entities is None else list(entities), lowest, dict(thresholds or {}))
        task = partial(tag_batch, digest=self._digest, wanted=wanted, optional=self._optional)
        limit = _IN_FLIGHT * max(1, sum(self._client.nthreads().values()))
        running: deque[tuple[list[str], Any]] = deque()
        pairs = ((name, (text, guesses.of(text) if guesses else None)) for name, text in texts)
        for batch in minibatch(pairs, _BATCH):  # type: ignore[no-untyped-call]  # by spaCy
            if len(running) >= limit:
                yield from self._taken(*running.popleft())
            sent: list[Text] = [text for _, text in batch]
            future = self._client.submit(task, self._bundle, sent, pure=False)
            running.append(([name for name, _ in batch], future))
        while running:
            yield from self._taken(*running.popleft())

    def _taken(self, names: list[str], future: Any) -> Iterator[tuple[str, list[ScoredSpan]]]:
        spans, reason = result_of(self._client, future, self._tell)
        if reason and reason not in self._reasons:
            self._reasons.add(reason)
            self._tell_without(reason)
        yield from zip(names, spans, strict=True)
