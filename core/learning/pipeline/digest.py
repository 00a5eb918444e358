"""What tells one pipeline from another."""

from __future__ import annotations

import hashlib
from pathlib import Path


def pipeline_digest(folder: Path) -> str:
    """Return the SHA-256 over the names and contents of a pipeline's files."""
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"{file.relative_to(folder).as_posix()}\0{content}\n".encode())
    return digest.hexdigest()
