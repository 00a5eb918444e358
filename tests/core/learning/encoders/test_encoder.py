"""Reading texts with an encoder: a tiny one that is made here and run by ONNX Runtime."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RequestError, WorkError
from core.learning.encoders.encoder import Encoder
from core.learning.encoders.folder import EncoderFolder, check_encoder
from core.learning.encoders.reduction import Reduction
from core.learning.encoders.states import States
from tests.core.learning.encoders.notes import NAMES

Make = Callable[..., Path]


def opened(folder: Path) -> Encoder:
    return Encoder(EncoderFolder.find(folder))


def strings(text: str, states: States) -> list[str]:
    return [text[start:end] for start, end in zip(states.starts, states.ends, strict=True)]


def is_name(states: States) -> list[bool]:
    return [bool(known) for known in states.vectors[:, 0] > 1]


def test_each_token_has_its_state_and_its_place_in_code_points(encoder: Path) -> None:
    text = f"👍 naïve {NAMES[0]}, {NAMES[1].upper()}."
    states = opened(encoder).states(text)
    named = [string for string, known in zip(strings(text, states), is_name(states), strict=True) if known]
    assert named == [NAMES[0], NAMES[1].upper()]


def test_a_long_text_is_read_whole_and_in_order(encoder: Path) -> None:
    words = [NAMES[number % 7] if number % 5 == 0 else "other" for number in range(9_000)]
    text = " ".join(words)
    assert len(text) > 40_000
    states = opened(encoder).states(text)
    found = [
        (string, known) for string, known in zip(strings(text, states), is_name(states), strict=True) if string != " "
    ]
    assert found == [(word, word in NAMES) for word in words]


@pytest.mark.parametrize("text", ["", " \n", "\x00", "\ud800 x", "x" * 50_000, "е\u0301" * 300])
def test_any_text_can_be_read(encoder: Path, text: str) -> None:
    states = opened(encoder).states(text)
    assert len(states.starts) == len(states.vectors)
    assert np.isfinite(states.vectors).all()


@pytest.mark.parametrize(
    ("layout", "named"), [({"file": "onnx/model.onnx"}, "onnx/model.onnx"), ({"token_types": False}, "model.onnx")]
)
def test_common_layouts_of_exports_are_known(
    make_encoder: Make, tmp_path: Path, layout: dict[str, object], named: str
) -> None:
    folder = make_encoder(tmp_path / "tiny", NAMES, **layout)
    assert EncoderFolder.find(folder).model == folder / named
    assert is_name(opened(folder).states(NAMES[0])) == [True]


def test_a_quantized_model_is_preferred(make_encoder: Make, tmp_path: Path) -> None:
    folder = make_encoder(tmp_path / "tiny", NAMES)
    (folder / "model_quantized.onnx").write_bytes((folder / "model.onnx").read_bytes())
    assert EncoderFolder.find(folder).model.name == "model_quantized.onnx"


def test_a_model_that_can_read_few_tokens_gets_smaller_windows(make_encoder: Make, tmp_path: Path) -> None:
    folder = make_encoder(tmp_path / "tiny", NAMES)
    text = " ".join(NAMES * 5)
    whole = opened(folder).states(text)
    (folder / "config.json").write_text(json.dumps({"max_position_embeddings": 130}))
    assert np.array_equal(opened(folder).states(text).steps, whole.steps)


def test_another_encoder_has_another_digest(make_encoder: Make, tmp_path: Path) -> None:
    one, same = make_encoder(tmp_path / "one", NAMES), make_encoder(tmp_path / "same", NAMES)
    other = make_encoder(tmp_path / "other", NAMES, shift=0.5)
    digests = [EncoderFolder.find(folder).digest() for folder in (one, same, other)]
    assert digests[0] == digests[1] != digests[2]


def test_a_folder_without_an_encoder_is_named(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"no encoder in .*tokenizer\.json"):
        check_encoder(str(tmp_path / "nowhere"))


def test_what_does_not_load_is_one_sentence(make_encoder: Make, tmp_path: Path) -> None:
    folder = make_encoder(tmp_path / "tiny", NAMES)
    (folder / "model.onnx").write_bytes(b"no graph")
    with pytest.raises(WorkError, match="does not load") as caught:
        opened(folder)
    assert "\n" not in str(caught.value)


def test_without_a_package_one_sentence_says_what_to_install(encoder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(RequestError, match=r"pip install 'autotag\[encoder\]'"):
        check_encoder(str(encoder))


@given(st.lists(st.integers(0, 5), min_size=1, max_size=8), st.data())
def test_a_stretch_gets_the_mean_of_the_tokens_on_it(lengths: list[int], data: st.DataObject) -> None:
    ends = np.cumsum(lengths)
    borders = [(int(end) - length, int(end)) for end, length in zip(ends, lengths, strict=True)]
    vectors = np.arange(len(lengths), dtype=np.float32)[:, None] + 1
    states = States.of(borders, vectors)
    start = data.draw(st.integers(0, int(ends[-1])))
    end = data.draw(st.integers(start + 1, int(ends[-1]) + 2))
    on_it = [value for (left, right), [value] in zip(borders, vectors, strict=True) if left < end and right > start]
    [[mean]] = states.averaged(vectors, [(start, end)])
    assert mean == pytest.approx(np.mean(on_it) if on_it else 0.0)


def test_states_are_kept_within_a_hundredth_and_read_again() -> None:
    vectors = np.random.default_rng(0).normal(size=(20, 8)).astype(np.float32)
    again = States.from_bytes(States.of([(n, n + 1) for n in range(20)], vectors).to_bytes())
    assert np.abs(again.vectors - vectors).max() <= 0.01 * np.abs(vectors).max()
    assert again.starts.tolist() == list(range(20))


def test_a_reduction_keeps_what_differs_most(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    states = (rng.normal(size=(200, 10)) * [5, 1, *[0.01] * 8] + 7).astype(np.float32)
    reduction = Reduction.of([states[:90], states[90:]], dimensions=2)
    reduction.save(tmp_path)
    reduced = Reduction.load(tmp_path).apply(states)
    assert abs(np.corrcoef(reduced[:, 0], states[:, 0])[0, 1]) > 0.99
    assert abs(np.corrcoef(reduced[:, 1], states[:, 1])[0, 1]) > 0.99
