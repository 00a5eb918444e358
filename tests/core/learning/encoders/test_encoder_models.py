"""Models that learn with an encoder: trained, run, and run where the encoder is gone."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from core.domain.models.model import Model, Recipe
from core.domain.models.splits import Split, SplitKind
from core.domain.models.training import TrainingSpec
from core.domain.text.spans import ScoredSpan
from core.errors import RequestError, WorkError
from core.learning.encoders.base import EncoderBase
from core.learning.encoders.encoder import Encoder
from core.learning.encoders.states import InMemory
from core.learning.pipeline.recognizer import Encoding, Recognizer
from core.learning.training.background import result_of
from core.learning.training.examples import Example
from core.learning.training.training import train
from tests.core.learning.conftest import letter
from tests.core.learning.encoders.notes import NAMES, NOTES, UNSEEN

_SHORT = 0.01
"""Seconds of budget that pay for one field in three folds."""


def trained(examples: Sequence[Example], encoder: Path, folder: Path) -> Model:
    spec = TrainingSpec("notes", base=f"encoder:{encoder}", split=Split(SplitKind.CROSS), budget=_SHORT)
    return result_of(train(spec, examples, [], folder))


def right(spans: list[list[ScoredSpan]]) -> int:
    return sum(example.spans[0] in [each.span for each in found] for example, found in zip(UNSEEN, spans, strict=True))


@pytest.fixture(scope="module")
def reader(encoder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Model, Path]:
    folder = tmp_path_factory.mktemp("reader") / "pipeline"
    return trained(NOTES, encoder, folder), folder


def test_states_tell_apart_what_no_tag_could_and_the_model_says_what_they_brought(reader: tuple[Model, Path]) -> None:
    model, folder = reader
    assert model.gain is not None
    assert model.gain.used
    assert model.gain.with_guesses > model.gain.without + 0.3
    assert model.gain.guesser == "tiny"
    assert model.guesser == ""
    assert "base: tiny" in model.made_of
    read = Recognizer.load(folder).predict([(each.name, each.text) for each in UNSEEN], processes=2)
    assert right([spans for _, spans in read]) > len(UNSEEN) * 0.8


class Damaging(InMemory):
    """Returns half of what was kept."""

    def load(self, digest: str, text: str) -> bytes | None:
        content = super().load(digest, text)
        return content and content[: len(content) // 2]


def test_each_text_is_read_once_unless_what_was_kept_is_damaged(encoder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = []
    states = Encoder.states

    def counted(self, text):
        read.append(text)
        return states(self, text)

    monkeypatch.setattr(Encoder, "states", counted)
    texts = [example.text for example in UNSEEN[:3]]
    for kept, times in ((InMemory(), 1), (Damaging(), 4)):
        read.clear()
        base = EncoderBase.open(encoder, kept)
        assert result_of(base.learn(texts, [])) is None
        first = [base.read(text, [(0, 5)]).vectors.tolist() for text in texts]
        again = EncoderBase(base.path, base.digest, base.reduction)
        again.kept = kept
        assert [again.read(text, [(0, 5)]).vectors.tolist() for text in texts] == first
        assert len(read) == times * len(texts)


def test_an_encoder_that_is_gone_or_another_is_a_sentence_or_the_model_reads_without(
    reader: tuple[Model, Path], encoder: Path, make_encoder: Callable[..., Path], tmp_path: Path
) -> None:
    _, folder = reader
    away = encoder.rename(tmp_path / "away")
    try:
        with pytest.raises(WorkError, match=r"no encoder in .*Put the encoder back"):
            Recognizer.load(folder)
        make_encoder(encoder, NAMES, shift=0.5)
        alone = Recognizer.load(folder, Encoding(optional=True))
        spans = [spans for _, spans in alone.predict((each.name, each.text) for each in UNSEEN[:4])]
    finally:
        shutil.rmtree(encoder, ignore_errors=True)
        away.rename(encoder)
    assert "not the one that the model learned with" in alone.without
    assert all(0 <= span.score <= 1 for each in spans for span in each)


def test_an_encoder_that_does_not_help_is_not_used(encoder: Path, tmp_path: Path) -> None:
    model = trained([letter(number) for number in range(12)], encoder, tmp_path / "pipeline")
    assert model.gain is not None
    assert not model.gain.used
    assert "base" not in model.made_of
    assert not list(tmp_path.rglob("encoder.json"))


def test_other_recipes_refuse_an_encoder(encoder: Path, tmp_path: Path) -> None:
    for recipe in (Recipe.MATCHES, Recipe.SPACY):
        spec = TrainingSpec("notes", recipe, f"encoder:{encoder}", Split(SplitKind.CROSS))
        with pytest.raises(RequestError, match="Only the recipe 'fast'"):
            result_of(train(spec, NOTES, [], tmp_path / "pipeline"))
