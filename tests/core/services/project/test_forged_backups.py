"""Damaged and forged backups are refused and leave nothing behind."""

from __future__ import annotations

import json
import os
import stat
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from core.errors import AutotagError, RequestError, StorageError, UnusableError
from core.services.project import backing_up
from core.store.backup.manifest import MANIFEST


def forged(path: Path, entries: dict[str, bytes], listed: dict[str, bytes] | None = None, **more: object) -> Path:
    """A backup with a manifest that fits its entries, or lists others."""
    about = {
        name: {"size": len(content), "digest": sha256(content).hexdigest(), "mode": 0o644}
        for name, content in (entries if listed is None else listed).items()
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
        archive.writestr(MANIFEST, json.dumps({"version": 1, "at": "", "files": about, **more}))
    return path


HOSTILE = [
    "../evil.txt",
    "/tmp/evil.txt",
    "sub/../../evil.txt",
    ".hidden.txt",
    "sub/.ssh/x.txt",
    ".bashrc",
    "evil.sh",
    "autotag",
    "autotag/../../evil.txt",
    "autotag/.locks/00.lock",
    "autotag//x",
    "a\0.txt",
    "",
]


def other_content(path: Path) -> Path:
    return forged(path, {"a.txt": b"other"}, {"a.txt": b"right"})


def missing(path: Path) -> Path:
    return forged(path, {"a.txt": b"x"}, {"a.txt": b"x", "b.txt": b"x"})


def unlisted(path: Path) -> Path:
    return forged(path, {"a.txt": b"x", "b.txt": b"x"}, {"a.txt": b"x"})


def link(path: Path) -> Path:
    forged(path, {"a.txt": b"x"})
    info = zipfile.ZipInfo("b.txt")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(info, "/etc/hostname")
    return path


def cut_off(path: Path) -> Path:
    content = forged(path, {"a.txt": os.urandom(5000)}).read_bytes()
    path.write_bytes(content[:3000])
    return path


def changed(path: Path) -> Path:
    content = bytearray(forged(path, {"a.txt": os.urandom(5000)}).read_bytes())
    content[1000] ^= 1
    path.write_bytes(content)
    return path


def later(path: Path) -> Path:
    return forged(path, {"a.txt": b"x"}, version=2)


def in_the_way(path: Path) -> Path:
    return forged(path, {"a.txt": b"x", "a.txt/b.txt": b"x"})


def empty(path: Path) -> Path:
    path.write_bytes(b"")
    return path


def fifo(path: Path) -> Path:
    os.mkfifo(path)
    return path


@pytest.mark.parametrize("name", HOSTILE)
def test_a_backup_that_holds_anything_but_files_of_a_project_is_refused(tmp_path: Path, name: str) -> None:
    source = forged(tmp_path / "evil.zip", {"a.txt": b"x"}, {"a.txt": b"x", name: b"x"})
    before = set(tmp_path.parent.rglob("*"))
    with pytest.raises(AutotagError, match="no file of a project"):
        backing_up.restore_backup(source, tmp_path / "again")
    assert set(tmp_path.parent.rglob("*")) == before


@pytest.mark.parametrize(
    "made", [other_content, missing, unlisted, link, cut_off, changed, later, in_the_way, empty, fifo]
)
def test_a_damaged_or_forged_backup_is_refused_and_nothing_is_left(
    tmp_path: Path, made: Callable[[Path], Path]
) -> None:
    source = made(tmp_path / "bad.zip")
    with pytest.raises((RequestError, UnusableError, StorageError)) as caught:
        backing_up.restore_backup(source, tmp_path / "again")
    assert "\n" not in str(caught.value)
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != "home") == ["bad.zip"]


def test_a_backup_that_would_fill_the_disk_is_refused(tmp_path: Path) -> None:
    source = forged(tmp_path / "bomb.zip", {"a.txt": b"x"})
    with zipfile.ZipFile(source, "a") as archive:
        archive.writestr("b.txt", b"x")
        archive.infolist()[0].file_size = 1 << 50
    with pytest.raises(RequestError, match="would unpack to more than"):
        backing_up.restore_backup(source, tmp_path / "again")
