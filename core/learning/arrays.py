"""Read arrays from `.npz` files, which are zip files: a small one made by a stranger may unpack to more than fits."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile
from zlib import error as BrokenStreamError  # noqa: N812 - the standard library names it in lower case

import numpy as np
from numpy.typing import NDArray

from core.errors import UnusableError

LARGEST = 1 << 30
"""Bytes that the arrays of a file may take; a field of 300,000 features and 400 labels takes a little less."""


def load_arrays(file: Path | BytesIO, *names: str, largest: int = LARGEST) -> list[NDArray[Any]]:
    """Return arrays of a `.npz` file by their names.

    No more is unpacked of an array than the zip file says that it holds, so the sizes in the zip file are a bound.

    Raises:
        UnusableError: the file is missing, damaged or of another kind, or the arrays would take too much memory.
    """
    shown = repr(str(file)) if isinstance(file, Path) else "A file of arrays"
    try:
        with ZipFile(file) as zipped:
            size = sum(entry.file_size for entry in zipped.infolist())
        if size > largest:
            raise UnusableError(
                f"{shown} would take {size / 1e9:,.1f} GB of memory, and at most {largest / 1e9:,.1f} GB are allowed; "
                "train the model again."
            )
        with np.load(file, allow_pickle=False) as arrays:
            return [arrays[name] for name in names]
    except (
        OSError,
        ValueError,
        KeyError,
        EOFError,
        MemoryError,
        NotImplementedError,
        BadZipFile,
        BrokenStreamError,
    ) as e:
        raise UnusableError(f"{shown} is damaged ({e}); train the model again.") from e
