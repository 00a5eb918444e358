from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.core.learning.encoders.notes import NAMES


@pytest.fixture(scope="session")
def make_encoder() -> Callable[..., Path]:
    """Writes a tiny encoder; skips where its libraries are missing."""
    for package in ("onnxruntime", "onnx", "tokenizers"):
        pytest.importorskip(package)
    from tests.core.learning.encoders.tiny_encoder import make_encoder

    return make_encoder


@pytest.fixture(scope="session")
def encoder(make_encoder: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_encoder(tmp_path_factory.mktemp("encoders") / "tiny", NAMES)
