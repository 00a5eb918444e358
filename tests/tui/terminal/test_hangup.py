"""The line drops: over a real sshd on loopback, in the middle of tagging, reviewing, training and a job."""

from __future__ import annotations

import signal
import socket
import subprocess
import threading
import time
from contextlib import closing, suppress

import pytest

from core.domain.models.model import Recipe
from core.domain.models.training import TrainingSpec
from core.domain.project.jobs import AutotagSpec, JobState
from core.services.jobs import autotagging, jobs
from core.services.project import files
from core.services.training import training
from harness import sshd

pytestmark = pytest.mark.skipif(not sshd.IS_INSTALLED, reason="needs OpenSSH's sshd, ssh and ssh-keygen")

PATIENCE = 30.0


@pytest.fixture
def server(tmp_path, request):
    folder = tmp_path / "sshd"
    folder.mkdir(mode=0o700)
    server = sshd.Server(folder, getattr(request, "param", {}))
    try:
        if reason := server.why_down():
            pytest.skip(reason)
        yield server
    finally:
        server.stop()


DROPS = {
    "the client is killed": lambda screen: screen.process.send_signal(signal.SIGKILL),
    "the line goes dead": lambda screen: screen.process.send_signal(signal.SIGSTOP),  # no packet comes any more
}


@pytest.mark.parametrize("drop", DROPS)
def test_a_line_that_drops_while_tagging_loses_nothing_and_leads_back_to_the_same_place(server, project, home, drop):
    with server.session(project.folder, home=home) as screen:
        screen.until("a.txt")
        screen.press(b"\x1b[B\r", "Nothing is selected")
        screen.press(b"\x1b[C1", "unsaved: 1 tag")
        screen.press(b"\x1b[C\x1b[C", "large")
        DROPS[drop](screen)
        _wait_until_gone(project)
    assert files.entry(project, "b.txt").unsaved
    with server.session(project.folder, home=home) as screen:
        screen.until("were restored")
        assert "b.txt" in screen.words
        screen.press(b"s", "Saved: 1 tag")
    assert files.entry(project, "b.txt").tag_count == 1


@pytest.mark.slow
@pytest.mark.parametrize("server", [{"ClientAliveInterval": 0}], indirect=True, ids=["sshd notices nothing"])
def test_a_line_that_falls_silent_without_closing_ends_the_app_and_keeps_the_place(server, project, home, tmp_path):
    quick = tmp_path / "quick.py"
    quick.write_text(
        "import sys\nfrom tui.terminal import silence\nsilence.INTERVAL = 1.0\n"
        "from tui.cli.main import run\nrun(sys.argv[1:])\n"
    )
    with (
        closing(_Line(server.port)) as line,
        server.session(project.folder, home=home, port=line.port, module=quick) as screen,
    ):
        screen.until("a.txt")
        screen.answer()
        screen.press(b"\x1b[B\r", "Nothing is selected")
        screen.answer()
        screen.press(b"\x1b[C1", "unsaved: 1 tag")
        assert _is_running(f"{quick} {project.folder}")
        line.passes.clear()
        _wait_until_gone(project, quick)
        assert screen.process.poll() is None  # nobody has closed the line
    assert files.entry(project, "b.txt").unsaved
    with server.session(project.folder, home=home) as screen:
        screen.until("were restored")
        assert "b.txt" in screen.words


async def test_a_line_that_drops_while_reviewing_during_a_job_loses_no_decision_and_the_job_goes_on(
    server, tickets, home
):
    await _ended(tickets, training.start_training(tickets, TrainingSpec("m", Recipe.MATCHES)))
    names = tuple(files.list_files(tickets).untagged().names)
    await _ended(tickets, autotagging.start_autotag(tickets, AutotagSpec("m", ("Product",), names[:20])))
    reviewed = files.list_files(tickets).auto_tagged().names[0]
    before = files.entry(tickets, reviewed).suggestion_count
    with server.session(tickets.folder, home=home) as screen:
        screen.until("0001-export-hangs")
        screen.press(b"/", "Name holds")
        screen.press(reviewed.encode() + b"\r", reviewed)
        screen.press(b"\r", " 1 of ")
        job = autotagging.start_autotag(tickets, AutotagSpec("m", ("Product",), names[20:]))
        screen.press(b"a", "unsaved")
        screen.process.kill()
        _wait_until_gone(tickets)
    assert files.entry(tickets, reviewed).unsaved
    job = await _ended(tickets, job)
    assert (job.state, job.done) == (JobState.SUCCEEDED, 20)
    with server.session(tickets.folder, home=home) as screen:
        screen.until("were restored")
        screen.press(b"s", "Saved")
    entry = files.entry(tickets, reviewed)
    assert (entry.tag_count, entry.suggestion_count) == (1, before - 1)


async def test_a_training_started_over_a_line_that_drops_goes_on(server, tickets, home):
    with server.session(tickets.folder, home=home) as screen:
        screen.until("0001-export-hangs")
        screen.press(b"\x1bOS", "enter changes a setting")
        screen.press(b"s", "running")
        screen.process.kill()
        _wait_until_gone(tickets)
    (job,) = jobs.list_jobs(tickets)
    assert job.state is not JobState.INTERRUPTED
    assert (await _ended(tickets, job)).state is JobState.SUCCEEDED


async def _ended(project, job):
    async for seen in jobs.watch_job(project, job.id):
        job = seen
    return job


class _Line:
    """A proxy on loopback that passes bytes in both directions while `passes` is set, and never closes by itself.

    Args:
        target: port on loopback to which it leads.
    """

    def __init__(self, target: int) -> None:
        self.passes = threading.Event()
        self.passes.set()
        self._target = target
        self._sockets = [socket.create_server(("127.0.0.1", 0))]
        self.port = self._sockets[0].getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        for each in self._sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        with suppress(OSError):
            client, _ = self._sockets[0].accept()
            server = socket.create_connection(("127.0.0.1", self._target))
            self._sockets += [client, server]
            for ends in ((client, server), (server, client)):
                threading.Thread(target=self._pass, args=ends, daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if self.passes.is_set():
                    sink.sendall(data)


def _is_running(command):
    return subprocess.run(["pgrep", "-f", f"{command}$"], capture_output=True).returncode == 0


def _wait_until_gone(project, module="tui.cli"):
    """Wait until the app on the other end has ended."""
    deadline = time.monotonic() + PATIENCE
    while _is_running(f"{module} {project.folder}"):
        assert time.monotonic() < deadline, "the app goes on without a line"
        time.sleep(0.05)
