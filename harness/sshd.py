"""A real sshd on loopback, to which one key logs in: as the present user, or as any user when root runs it."""

from __future__ import annotations

import fcntl
import getpass
import os
import pty
import shutil
import socket
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from harness.pty_terminal import PATIENCE, Terminal

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
IS_INSTALLED = SSHD is not None and all(map(shutil.which, ["ssh", "ssh-keygen"]))


class Server:
    """An sshd of one test.

    Args:
        folder: for its keys and settings. Everybody who logs in must be able to enter it.
        others: settings that replace those below.
    """

    def __init__(self, folder: Path, others: Mapping[str, object] | None = None) -> None:
        self._folder = folder
        for name in ("host", "user"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
        authorized = folder / "authorized"
        authorized.write_bytes((folder / "user.pub").read_bytes())
        authorized.chmod(0o644)  # sshd reads it as the user who logs in
        self.port = _free_port()
        settings = {
            "ListenAddress": "127.0.0.1", "Port": self.port, "HostKey": folder / "host", "PidFile": "none",
            "AuthorizedKeysFile": authorized, "StrictModes": "no", "UsePAM": "no",
            "PasswordAuthentication": "no", "PermitRootLogin": "yes", "PermitUserEnvironment": "no",
            # The server's side of a line that is cut without a word notices it by these.
            "ClientAliveInterval": 1, "ClientAliveCountMax": 2,
            **(others or {}),
        }  # fmt: skip
        (folder / "settings").write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(exist_ok=True)  # where sshd of some systems locks its first process in
        assert SSHD is not None
        self._log = (folder / "log").open("wb")
        self.process = subprocess.Popen([SSHD, "-D", "-e", "-f", str(folder / "settings")], stderr=self._log)

    def why_down(self, login: str = "") -> str:
        """Wait until a user can log in; return why none can, or nothing."""
        deadline = time.monotonic() + PATIENCE
        while True:
            tried = subprocess.run([*self.client(login=login), "true"], capture_output=True)
            if tried.returncode == 0:
                return ""
            if time.monotonic() > deadline or self.process.poll() is not None:
                return f"nobody can log in on loopback: {tried.stderr!r} {(self._folder / 'log').read_text()!r}"
            time.sleep(0.2)

    def client(self, port: int | None = None, login: str = "") -> list[str]:
        """Return the command that logs in, without the command to run there.

        Args:
            port: through which the line goes; the server's own otherwise.
            login: name of the user; the present one otherwise.
        """
        options = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR", "BatchMode=yes"]
        set_options = [part for option in options for part in ("-o", option)]
        key = str(self._folder / "user")
        return ["ssh", "-p", str(port or self.port), "-i", key, *set_options, f"{login or getpass.getuser()}@127.0.0.1"]

    @contextmanager
    def session(
        self,
        *arguments: object,
        home: object = "",
        port: int | None = None,
        module: object = "-m tui.cli",
        login: str = "",
        before: str = "",
        python: str = sys.executable,
    ) -> Iterator[Terminal]:
        """Run `autotag` in a terminal of 80x24 on the other end of a line.

        Args:
            arguments: of autotag.
            home: the folder of the user's settings; the usual one otherwise.
            port: see `client`.
            module: what Python runs.
            login: see `client`.
            before: a shell command that comes first, with `&&`.
            python: the interpreter.
        """
        parent, child = pty.openpty()
        fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        client = self.client(port, login)
        client[1:1] = ["-tt"]
        process = subprocess.Popen(
            [*client, remote_command(arguments, home=home, module=module, before=before, python=python)],
            stdin=child, stdout=child, stderr=child, start_new_session=True,
            env={**os.environ, "TERM": "xterm-256color"},
        )  # fmt: skip
        os.close(child)
        try:
            yield Terminal(process, parent)
        finally:
            process.kill()
            process.wait()
            os.close(parent)

    def stop(self) -> None:
        """End it, with the lines that are open."""
        self.process.terminate()
        self.process.wait()
        self._log.close()


def remote_command(
    arguments: Sequence[object],
    *,
    home: object = "",
    module: object = "-m tui.cli",
    before: str = "",
    python: str = sys.executable,
) -> str:
    """Return the shell's line that runs `autotag` on the other end; see `Server.session`."""
    variables = {"AUTOTAG_HOME": home, "PYTHONPATH": import_path()}
    assigned = " ".join(f"{name}='{value}'" for name, value in variables.items() if value)
    first = f"{before} && " if before else ""
    quoted = " ".join(f"'{argument}'" for argument in arguments)
    return f"{first}cd / && {assigned} exec '{python}' {module} {quoted}"


def import_path() -> str:
    """Return where this process finds its modules: the interpreter on the other end may be another one."""
    own = (sys.base_prefix, sys.base_exec_prefix)
    root = str(Path(__file__).parents[1])
    return os.pathsep.join(dict.fromkeys([root, *(path for path in sys.path if path and not path.startswith(own))]))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
