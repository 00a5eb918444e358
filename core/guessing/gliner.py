"""GLiNER models as guessers, run by ONNX Runtime without PyTorch; nothing is downloaded."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.domain.project.guessers import Guesser
from core.domain.project.schema import Entity
from core.domain.text.guesses import Guess
from core.errors import WorkError
from core.guessing.local import LocalGuesser
from core.guessing.windows import windows

_WINDOW = 1200
"""Characters read at once: about 250 words, below the 384 that most of these models can take."""

_WORD_BORDER = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[_-]+")


def open_gliner(guesser: Guesser, entities: Sequence[Entity]) -> LocalGuesser:
    """Load a model from a folder, or by its name from the cache of the library.

    Raises:
        WorkError: the package is missing, or there is no model, or it does not load.
    """
    try:
        import fast_gliner
    except ImportError as error:
        raise WorkError(
            "GLiNER models need the package fast-gliner; install it: pip install 'autotag[gliner]'."
        ) from error
    folder = _folder(guesser.address)
    is_first = (folder / "gliner_config.json").exists()
    kind = fast_gliner.FastGLiNER if is_first else fast_gliner.FastGLiNER2
    try:
        model: Any = kind.from_pretrained(str(folder), execution_provider="cpu")
    except BaseException as error:
        raise WorkError(f"The model in {folder} does not load as ONNX: {_said(error)}") from error
    prompts = _prompts(guesser, [entity.name for entity in entities])

    def find(text: str) -> list[Guess]:
        found: dict[tuple[int, int, str], Guess] = {}
        for start, end in windows(text, 0, len(text), _WINDOW):
            for guess in _read(model, text[start:end], start, prompts):
                key = (*guess.borders, guess.entity)
                if key not in found or found[key].score < guess.score:
                    found[key] = guess
        return list(found.values())

    identity = json.dumps(["gliner", str(folder), _stamp(folder), sorted(prompts.items())])
    return LocalGuesser(identity, find, "The model is too slow for so long a text.", is_costly=True, seconds=300.0)


def _read(model: Any, text: str, offset: int, prompts: dict[str, str]) -> list[Guess]:
    if not text.strip():
        return []
    try:
        found = model.predict_entities(text, list(prompts))
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        if type(error).__name__ == "TimeIsUp":
            raise
        raise ValueError(_said(error)) from error
    guesses = []
    for each in found:
        start, end = _borders(text, each)
        if start < end and each["label"] in prompts:
            guesses.append(Guess(start + offset, end + offset, prompts[each["label"]], min(1.0, each["score"])))
    return guesses


def _borders(text: str, found: dict[str, Any]) -> tuple[int, int]:
    """Return borders in code points, whatever the library counts in; (0, 0) if its string is not there."""
    start, end, string = found["start"], found["end"], found["text"]
    if text[start:end] == string:
        return start, end
    raw = text.encode("utf-8", "surrogatepass")
    if raw[start:end].decode("utf-8", "replace") == string:
        begun = len(raw[:start].decode("utf-8", "replace"))
        return begun, begun + len(string)
    return 0, 0


def _prompts(guesser: Guesser, entities: list[str]) -> dict[str, str]:
    """Return what the model is asked for, with the entity behind it: names as plain words, as in its training."""
    by_hand = {label: entity for label, entity in guesser.labels.items() if entity in entities}
    plain = {_WORD_BORDER.sub(" ", entity).strip().lower(): entity for entity in entities}
    named = set(by_hand.values()) | {label for label, entity in guesser.labels.items() if not entity}
    return {**{prompt: entity for prompt, entity in plain.items() if entity not in named}, **by_hand}


def _folder(address: str) -> Path:
    """Return the folder of a model.

    Raises:
        WorkError: there is none, neither at this path nor in the library's cache.
    """
    place = Path(address).expanduser()
    if place.is_dir():
        return place.resolve()
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(address, local_files_only=True))
    except Exception as error:
        raise WorkError(
            f"There is no GLiNER model {address!r}: it is neither a folder nor in the library's cache, and nothing is "
            "downloaded unasked."
        ) from error


def _stamp(folder: Path) -> list[list[Any]]:
    """Return sizes and times of the model's files: they differ once the model was changed."""
    found = sorted(folder.rglob("*.onnx"))
    return [[path.name, path.stat().st_size, path.stat().st_mtime_ns] for path in found]


def _said(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
