"""Fuzzing guided by which code an input reaches: `python -m benchmarks.guided READER RUNS`; needs atheris.

READER is a name that `python -m benchmarks.durability fuzzing` prints. Ends with a traceback on the first input that
a reader neither reads nor refuses with a sentence; atheris leaves that input in a file beside.
"""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import atheris  # type: ignore[import-untyped]

with atheris.instrument_imports(include=["core", "harness.fuzzing"]):
    from core.errors import AutotagError
    from harness.fuzzing import readers


def main() -> None:
    name, runs = sys.argv[1:3]
    folder = Path(tempfile.mkdtemp())
    os.environ["AUTOTAG_HOME"] = str(folder / "home")
    reader = next(reader for reader in readers(folder / "project") if reader.name == name)
    seeds = Path(tempfile.mkdtemp())
    (seeds / "seed").write_bytes(reader.seed)

    def one(content: bytes) -> None:
        with suppress(AutotagError):
            reader.read(content)

    atheris.Setup([sys.argv[0], f"-runs={runs}", f"-artifact_prefix={seeds}/", str(seeds)], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
