"""Imported by the fork server, so that each new process has the libraries and the gazetteers at once."""

from __future__ import annotations

import core.learning.training.training  # noqa: F401 - imported for the processes to come
from core.learning.vocabulary.gazetteers import gazetteers

gazetteers()
