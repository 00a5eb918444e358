"""The folder of an encoder. This module loads no library, so that the screen may use it."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import file_digest, sha256
from importlib.util import find_spec
from pathlib import Path

from core.errors import RequestError

_MODELS = ("model_quantized.onnx", "model.onnx")
"""Names of the graph, the preferred one first: quantized models are several times as fast."""

_PLACES = ("", "onnx")
_PACKAGES = ("onnxruntime", "tokenizers")


@dataclass(frozen=True, slots=True)
class EncoderFolder:
    """An encoder on disk, in the layout of exports for ONNX Runtime.

    Attributes:
        path: the folder that the user named, absolute.
        model: the graph, in this folder or in `onnx/` below it.
        tokenizer: its `tokenizer.json`.
    """

    path: Path
    model: Path
    tokenizer: Path

    @classmethod
    def find(cls, path: Path) -> EncoderFolder:
        """Find the files of an encoder; nothing is downloaded.

        Raises:
            RequestError: there is none in this folder.
        """
        path = path.expanduser().absolute()
        models = [path / place / name for place in _PLACES for name in _MODELS]
        model = next((each for each in models if each.is_file()), None)
        tokenizer = path / "tokenizer.json"
        if model is None or not tokenizer.is_file():
            raise RequestError(
                f"There is no encoder in {str(path)!r}: the folder has to hold {_MODELS[1]} or {_MODELS[0]}, "
                "and tokenizer.json."
            )
        return cls(path, model, tokenizer)

    def digest(self) -> str:
        """Return a digest of all that the vectors depend on.

        Raises:
            OSError: a file cannot be read.
        """
        total = sha256()
        # Large models keep their weights in files next to the graph, named after it.
        for path in [*sorted(self.model.parent.glob(f"{self.model.name}*")), self.tokenizer]:
            with path.open("rb") as file:
                total.update(file_digest(file, "sha256").digest())
        return total.hexdigest()[:32]


def check_encoder(folder: str) -> Path:
    """Check that an encoder is there and can be run, and return its folder as an absolute path.

    Raises:
        RequestError: there is no encoder in the folder, or a package is missing.
    """
    require_packages()
    return EncoderFolder.find(Path(folder)).path


def require_packages() -> None:
    """Check that the packages that run encoders are installed.

    Raises:
        RequestError: one is missing.
    """
    missing = [package for package in _PACKAGES if not _is_installed(package)]
    if missing:
        raise RequestError(f"Encoders need the package {missing[0]}; install it: pip install 'autotag[encoder]'.")


def _is_installed(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ValueError:  # a module without a specification
        return False
