"""A model that learned with an encoder, applied to a corpus."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from core.domain.models.splits import Split, SplitKind
from core.domain.models.training import TrainingSpec
from core.errors import WorkError
from core.learning.encoders.encoder import Encoder
from core.learning.encoders.folder import EncoderFolder
from core.learning.training.background import result_of
from core.learning.training.training import train
from core.services.corpus.apply import Options, apply_model
from core.services.project.projects import create_project
from core.store.caches.states import StateStore
from core.store.models import keep_model, partial_model, pipeline_folder
from tests.core.learning.encoders.conftest import make_encoder  # noqa: F401 - a fixture
from tests.core.learning.encoders.notes import NAMES, NOTES, UNSEEN


def test_an_encoder_is_optional_on_request_and_reads_no_text_of_the_project_again(
    make_encoder: Callable[..., Path],  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    encoder = make_encoder(tmp_path / "tiny", NAMES)
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text(UNSEEN[0].text, "utf-8")
    paths = create_project(tmp_path / "texts", ["Name"]).paths
    folder = partial_model(paths, "x")
    spec = TrainingSpec("m", base=f"encoder:{encoder}", split=Split(SplitKind.CROSS), budget=0.01)
    keep_model(paths, result_of(train(spec, NOTES, [], folder)), "x")
    digest = json.loads(next(pipeline_folder(paths, "m").rglob("encoder.json")).read_bytes())["digest"]
    known, new = UNSEEN[0].text, UNSEEN[1].text
    StateStore(paths).keep(digest, known, Encoder(EncoderFolder.find(encoder)).states(known).to_bytes())

    source = tmp_path / "corpus.jsonl"
    source.write_text("".join(json.dumps({"text": text}) + "\n" for text in (known, new)), "utf-8")
    read, states = [], Encoder.states

    def counted(self, text):
        read.append(text)
        return states(self, text)

    monkeypatch.setattr(Encoder, "states", counted)
    told: list[str] = []

    def applied(name: str, **more: object) -> None:
        options = Options(f"{paths.root}:m", (str(source),), str(tmp_path / name), **more)  # type: ignore[arg-type]
        apply_model(options, io.BytesIO(), lambda _: None, told.append)

    for name in ("first.jsonl", "second.jsonl"):
        applied(name)
    assert read == [new, new]  # the states of a corpus are not kept
    assert not told
    encoder.rename(tmp_path / "away")
    with pytest.raises(WorkError, match="no encoder in"):
        applied("third.jsonl")
    applied("third.jsonl", without_guesses=True)
    assert len(told) == 1
    assert told[0].startswith("m tags without the encoder that it learned with: There is no encoder in")
