"""Run an encoder with ONNX Runtime; long texts are read in overlapping windows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import WorkError
from core.learning.encoders.folder import EncoderFolder, require_packages
from core.learning.encoders.states import Floats, States

WINDOW = 256
"""Tokens read together, with special ones; most sentence encoders were trained on no more."""

MARGIN = 32
"""Tokens to either side of a window whose states are taken from its neighbours, which see more around them."""

_STRETCH = 20_000
"""Characters split into tokens at once, so that a very long text needs little memory."""

_SURROGATES = re.compile("[\ud800-\udfff]")
_FED = ("input_ids", "attention_mask", "token_type_ids")


class Encoder:
    """An open encoder.

    Args:
        folder: where it is.
        threads: cores to use; 0 for all.

    Raises:
        RequestError: a package is missing.
        WorkError: the model or its tokenizer does not load, or wants inputs other than tokens.
    """

    def __init__(self, folder: EncoderFolder, threads: int = 0) -> None:
        require_packages()
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        # Threads that wait must not burn the cores that others on the machine need: less than half as fast with it.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3  # its warnings would go to the log of the job, or over the screen
        try:
            self._session: Any = onnxruntime.InferenceSession(
                str(folder.model), options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer: Any = Tokenizer.from_file(str(folder.tokenizer))
        except Exception as error:
            raise WorkError(f"The encoder in {folder.path} does not load: {_in_one_line(error)}") from error
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._inputs = {each.name: each.type for each in self._session.get_inputs()}
        unknown = sorted(self._inputs.keys() - set(_FED))
        if unknown:
            raise WorkError(f"The encoder in {folder.path} wants an input that is unknown here: {unknown[0]}.")
        self._path = folder.path
        self._output = self._find_output()
        sample = self._tokenizer.encode("a")
        first = next((n for n, special in enumerate(sample.special_tokens_mask) if not special), 0)
        inner = sum(not special for special in sample.special_tokens_mask)
        self._before, self._after = sample.ids[:first], sample.ids[first + inner :]
        self._size = max(2 * MARGIN + 1, _window(folder.path) - len(self._before) - len(self._after))

    def states(self, text: str) -> States:
        """Read a text.

        Raises:
            WorkError: the model fails on it.
        """
        ids: list[int] = []
        borders: list[tuple[int, int]] = []
        for start, stretch in _stretches(_SURROGATES.sub("\ufffd", text)):
            encoded = self._tokenizer.encode(stretch, add_special_tokens=False)
            ids += encoded.ids
            borders += [(start + left, start + right) for left, right in encoded.offsets]
        return States.of(borders, self._vectors(ids))

    def _vectors(self, ids: list[int]) -> Floats:
        """Return the state of each token, from the window in which it is farthest from an edge."""
        if not ids:
            return self._run([])
        size = min(len(ids), self._size)
        step = max(1, size - 2 * MARGIN)
        parts: list[Floats] = []
        done = 0
        for wanted in range(0, max(1, len(ids) - 2 * MARGIN), step):
            start = min(wanted, len(ids) - size)  # the last window begins where it just fits
            end = len(ids) if start + size == len(ids) else start + size - MARGIN
            parts.append(self._run(ids[start : start + size])[done - start : end - start])
            done = end
        return np.concatenate(parts)

    def _run(self, window: list[int]) -> Floats:
        """Return the states of a window, without those of special tokens."""
        ids = np.array([[*self._before, *window, *self._after]], dtype=np.int64)
        fed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        inputs = {
            name: fed[name].astype(np.int32 if "int32" in kind else np.int64) for name, kind in self._inputs.items()
        }
        try:
            [found] = self._session.run([self._output], inputs)
        except Exception as error:
            raise WorkError(f"The encoder in {self._path} cannot read a text: {_in_one_line(error)}") from error
        first = len(self._before)
        return np.asarray(found, dtype=np.float32)[0, first : first + len(window)]

    def _find_output(self) -> str:
        """Return the name of the output with a vector for each token.

        Raises:
            WorkError: there is none.
        """
        names = [each.name for each in self._session.get_outputs() if len(each.shape) == 3]
        preferred = [name for name in ("last_hidden_state", "token_embeddings") if name in names]
        if not names:
            raise WorkError(f"The encoder in {self._path} returns no vector for each token, only one for the text.")
        return (preferred or names)[0]


def _window(folder: Path) -> int:
    """Return the tokens that the model can read together; its configuration may say that they are few."""
    try:
        places = json.loads((folder / "config.json").read_text("utf-8"))["max_position_embeddings"]
        return min(WINDOW, int(places) - 2)  # some models number places from 2 on
    except (OSError, ValueError, KeyError, TypeError):
        return WINDOW


def _stretches(text: str) -> Iterator[tuple[int, str]]:
    """Yield parts of a text with their places, cut at blanks where there are some."""
    start = 0
    while start < len(text):
        end = start + _STRETCH
        if end < len(text):
            blank = max(text.rfind(" ", start, end), text.rfind("\n", start, end))
            end = blank if blank > start else end
        yield start, text[start:end]
        start = end


def _in_one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
