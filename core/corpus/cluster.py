"""Tag a corpus on a Dask cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from core.corpus.engine import ModelSource, without_encoder
from core.domain.project.cluster import Cluster
from core.domain.text.spans import ScoredSpan
from core.learning.cluster.client import connected
from core.learning.cluster.recognizer import ClusterRecognizer
from core.learning.pipeline.wanted import Wanted


@dataclass(frozen=True)
class DaskEngine:
    """Tags on the workers of a Dask cluster.

    Attributes:
        cluster: which; texts go nowhere else.
        without_encoder: tag without the encoder that a model learned with, where a worker cannot use it.
        tell: called with a sentence when the cluster has no worker, or tags without the encoder.
    """

    cluster: Cluster
    without_encoder: bool = False
    tell: Callable[[str], None] = lambda _: None

    def tag(self, model: ModelSource, texts: Iterable[str], wanted: Wanted) -> Iterator[Sequence[ScoredSpan]]:
        """Yield the spans of each text.

        Raises:
            RequestError: Dask is not installed, or a worker has other versions than this machine.
            WorkError: the scheduler does not answer, or the model cannot be loaded there.
        """
        with connected(self.cluster, self.tell) as client:
            recognizer = ClusterRecognizer(
                client,
                model.folder,
                model.digest,
                optional=self.without_encoder,
                tell=self.tell,
                tell_without=lambda reason: self.tell(without_encoder(model.name, reason)),
            )
            found = recognizer.predict(
                (("", text) for text in texts),
                entities=wanted.entities,
                lowest=wanted.lowest,
                thresholds=wanted.thresholds,
            )
            yield from (spans for _, spans in found)
