"""Deaths and faults at chosen moments: a process killed before its n-th change to the disk, a disk that fails.

For processes that are not forked from here, such as the app or the worker, `dying` gives an environment in which any
Python program dies so.
"""

from __future__ import annotations

import errno
import os
import resource
import signal
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core.errors import AutotagError

Action = Callable[[], object]

CHANGES = {"os.chmod", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.truncate"}
"""Audit events of Python that tell of a change to the disk; opening for writing and flushing come on top."""

DISK_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EACCES, errno.EROFS)
"""Numbers of the errors that a disk which fails, fills up or may not be written to reports."""

_WHEN = "DIE_BEFORE_CHANGE"


def dies_before_change(number: int, action: Action) -> bool:
    """Do the action in a process that is killed before its n-th change to the disk; return whether it was killed."""

    def act() -> None:
        die_before_change(number)
        action()

    return _dies(act, signal.SIGKILL)


def die_before_change(number: int) -> None:
    """Kill this process before its n-th change to the disk from now on; 0 is the first."""
    _count_changes(number, _kill_me)


def dying(number: int, folder: Path) -> dict[str, str]:
    """Return environment variables with which a Python program is killed before its n-th change to the disk.

    Args:
        number: of the change; 0 is the first.
        folder: where to put the module that Python imports when it starts.
    """
    folder.mkdir(exist_ok=True)
    script = f"from {__name__} import die_before_change\nimport os\ndie_before_change(int(os.environ[{_WHEN!r}]))\n"
    (folder / "sitecustomize.py").write_text(script, "utf-8")
    return {"PYTHONPATH": f"{folder}{os.pathsep}{Path(__file__).parents[1]}", _WHEN: str(number)}


def dies_after_bytes(number: int, action: Action) -> bool:
    """Do the action in a process that is killed when it has written so many bytes to one file."""

    def act() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python makes an error of it, the kernel a killing
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (number, number))
        action()

    return _dies(act, signal.SIGXFSZ)


def every_death(action: Action, *, first: int = 0, stride: int = 1) -> Iterator[int]:
    """Let the action die before each of its changes in turn; the caller inspects the outcome and restores the start.

    Args:
        action: what dies.
        first: number of the first change to die before.
        stride: die before every so-many-th change only; the variable EVERY_DEATH makes it each one.
    """
    number, stride = (0, 1) if os.environ.get("EVERY_DEATH") else (first, stride)
    while dies_before_change(number, action):
        yield number
        number += stride
    assert number > 1, "the action changes nothing on the disk"


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    """Let files grow to this size in bytes and no further, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def sentence(action: Action) -> str:
    """Return the sentence with which the action fails; empty if it does not."""
    try:
        action()
    except AutotagError as error:
        return str(error)
    return ""


class FailingDisk:
    """Fails every kind of change to the disk in turn with an error of the operating system.

    Args:
        patch: pytest's `monkeypatch`.
        number: which change fails; the ones after it succeed.
        error: what it fails with.
    """

    FUNCTIONS = ("fsync", "link", "mkdir", "open", "replace", "unlink", "truncate")

    def __init__(self, patch: Any, number: int, error: int) -> None:
        self._left = number
        self._error = error
        self.failed = ""
        for name in self.FUNCTIONS:
            patch.setattr(os, name, self._failing(name, getattr(os, name)))

    def _failing(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def change(*args: Any, **kwargs: Any) -> Any:
            self._left -= 1
            if self._left == -1:
                self.failed = name
                raise OSError(self._error, os.strerror(self._error))
            return function(*args, **kwargs)

        return change


def _dies(action: Action, by: signal.Signals) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the child takes no lock that a thread could hold
        child = os.fork()
    if child == 0:
        status = 1
        try:
            action()
            status = 0
        except BaseException:  # noqa: BLE001 - nothing may return into a second pytest
            traceback.print_exc()
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == by
        return True
    assert status == 0, "the action failed by itself; its traceback is above"
    return False


def _count_changes(number: int, then: Action) -> None:
    left = number

    def count() -> None:
        nonlocal left
        if left == 0:
            then()
        left -= 1

    def audit(event: str, args: tuple[Any, ...]) -> None:
        if (event in CHANGES or (event == "open" and args[2] & (os.O_WRONLY | os.O_RDWR))) and _counts(args[0]):
            count()

    fsync = os.fsync

    def counted_fsync(descriptor: int) -> None:
        count()
        fsync(descriptor)

    os.fsync = counted_fsync  # type: ignore[assignment]  # the app passes descriptors only
    sys.addaudithook(audit)


def _counts(path: object) -> bool:
    """Return whether it is a file that a change is made to, and neither a terminal nor Python's own cache."""
    return not any(part in str(path) for part in ("/dev/", "__pycache__"))


def _kill_me() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
