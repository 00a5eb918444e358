"""Steps of a training on a cluster."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from core.learning.cluster.client import NO_WORKER_LEFT, Tell, result_of
from core.learning.cluster.worker import do_step
from core.learning.training.background import PULSE

T = TypeVar("T")


@dataclass(frozen=True)
class ClusterSteps:
    """Runs steps side by side on the workers of a cluster; the steps of a worker that dies are done again.

    Attributes:
        client: of the cluster.
        tell: called with a sentence while the cluster has no worker.
    """

    client: Any
    tell: Tell

    def __call__(self, steps: Sequence[Callable[[], T]]) -> Generator[int, None, list[T]]:
        """Run steps; yield how many are done, and return their results in order.

        Closing the generator cancels what is not done.

        Raises:
            WorkError: a step killed several workers.
            Whatever a step raises.
        """
        futures = [self.client.submit(do_step, step, pure=False) for step in steps]
        try:
            while not all(future.done() for future in futures) and not any(f.status == "error" for f in futures):
                yield sum(future.done() for future in futures)
                if not self.client.nthreads():
                    self.tell(NO_WORKER_LEFT)
                time.sleep(PULSE)
            for failed in (future for future in futures if future.status == "error"):
                result_of(self.client, failed, self.tell)
            yield len(futures)
            return [result_of(self.client, future, self.tell) for future in futures]
        finally:
            self.client.cancel(futures)
