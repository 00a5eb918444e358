from __future__ import annotations

from pathlib import Path

import pytest

from core.domain.models.model import Recipe
from core.domain.models.splits import Split, SplitKind
from core.domain.models.training import TrainingSpec
from core.domain.text.spans import Span
from core.learning.training.background import result_of
from core.learning.training.examples import Example
from core.learning.training.training import train

TEXTS = ["Ann Lee flew to Oslo.", "Oslo is cold, said Ben Ito.", "Ben Ito and Ann Lee met.", "Nobody came."]


@pytest.fixture(scope="session")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that knows two people and a town, by the recipe that needs no training time."""
    folder = tmp_path_factory.mktemp("model") / "pipeline"
    names = {"Ann Lee": "Person", "Ben Ito": "Person", "Oslo": "Town"}
    examples = [
        Example(
            f"{number}.txt",
            text,
            tuple(
                Span(at, at + len(name), names[name])
                for at, name in sorted((text.index(name), name) for name in names if name in text)
            ),
        )
        for number, text in enumerate(TEXTS)
    ]
    result_of(train(TrainingSpec("m", Recipe.MATCHES, "", Split(SplitKind.CROSS)), examples, (), folder))
    return folder
