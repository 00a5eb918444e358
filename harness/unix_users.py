"""Users of the machine that are made for a test and removed after it, with a group of theirs. Only root can."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from pwd import getpwnam
from typing import IO

from harness.sshd import import_path, remote_command

CAN_MAKE = os.geteuid() == 0 and all(map(shutil.which, ["useradd", "userdel", "groupadd", "groupdel"]))
"""Whether this process can make users."""


@dataclass(frozen=True, slots=True)
class Team:
    """Users with a common group.

    Attributes:
        place: a folder that everybody can enter, with the users' homes.
        group: name of the group.
        users: their login names.
    """

    place: Path
    group: str
    users: tuple[str, ...]

    def shared_folder(self, texts: dict[str, str]) -> Path:
        """Make a folder of texts for the group alone; it belongs to the first user."""
        folder = self.place / "texts"
        folder.mkdir()
        for name, text in texts.items():
            (folder / name).write_text(text, "utf-8")
        for path in (*folder.iterdir(), folder):
            shutil.chown(path, self.users[0], self.group)
            path.chmod(0o2770 if path.is_dir() else 0o660)
        return folder

    def python(self) -> str:
        """Return an interpreter that the users can run with the modules of this one; empty if there is none."""
        usual = shutil.which(f"python{sys.version_info[0]}.{sys.version_info[1]}", path="/usr/local/bin:/usr/bin")
        for python in filter(None, (sys.executable, usual)):
            command = remote_command(["--version"], python=python)
            if self.run_as(self.users[0], ["sh", "-c", command]).returncode == 0:
                return python
        return ""

    def run_python(
        self, user: str, python: str, arguments: Sequence[str], stdout: IO[bytes] | int = subprocess.DEVNULL
    ) -> subprocess.Popen[bytes]:
        """Start Python as one of the users, under umask 077 and with the modules of this process."""
        found = getpwnam(user)
        return subprocess.Popen(
            [python, *arguments], user=found.pw_uid, group=found.pw_gid, umask=0o077, cwd="/", stdout=stdout,
            extra_groups=os.getgrouplist(user, found.pw_gid), stdin=subprocess.DEVNULL, start_new_session=True,
            env={**_environment(user), "PYTHONPATH": import_path()},
        )  # fmt: skip

    def run_as(self, user: str, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        """Run a command as one of the users, without a login."""
        found = getpwnam(user)
        groups = os.getgrouplist(user, found.pw_gid)
        try:
            return subprocess.run(
                command, user=found.pw_uid, group=found.pw_gid, extra_groups=groups,
                env=_environment(user), cwd="/", capture_output=True, text=True,
            )  # fmt: skip
        except OSError as error:  # an interpreter in a folder that the user cannot enter
            return subprocess.CompletedProcess(command, 126, "", str(error))


def _environment(user: str) -> dict[str, str]:
    return {"HOME": getpwnam(user).pw_dir, "PATH": "/usr/bin:/bin", "LOGNAME": user, "USER": user}


@contextmanager
def team(*names: str) -> Iterator[Team]:
    """Make users whose names begin so, in a group of theirs; remove them at the end with all that they have."""
    number = os.getpid()
    users = tuple(f"{name}{number}" for name in names)
    group = f"team{number}"
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        subprocess.run(["groupadd", group], check=True)
        try:
            for user in users:
                # A password that nobody can have: sshd refuses users whose account is locked, as new ones are.
                home = str(Path(place, user))
                more = ["-m", "-d", home, "-p", "*", "-s", "/bin/sh", "-G", group]
                subprocess.run(["useradd", *more, user], check=True, capture_output=True)
                Path(home).chmod(0o700)
            yield Team(Path(place), group, users)
        finally:
            for user in users:
                subprocess.run(["userdel", "-f", user], capture_output=True)
            subprocess.run(["groupdel", group], capture_output=True)
