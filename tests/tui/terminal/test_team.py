"""Two users of the machine, each over a line of their own: assigned, tagged blindly, compared, adjudicated."""

import json
import stat
from grp import getgrgid
from pathlib import Path
from pwd import getpwnam

import pytest

from harness import sshd
from harness.pty_terminal import PATIENCE
from harness.unix_users import CAN_MAKE, team

pytestmark = pytest.mark.skipif(
    not (CAN_MAKE and sshd.IS_INSTALLED), reason="needs root, useradd and OpenSSH's sshd, ssh and ssh-keygen"
)

UMASK = "umask 077"
TEXTS = {
    "a.txt": "Anna met Ben in Paris.\n",
    "b.txt": "Paris is large. Anna lives there.\n",
    "c.txt": "Nothing here.\n",
}
RIGHT = b"\x1b[C"
DOWN = b"\x1b[B"


class Desk:
    """A user at the other end of a line, in a shared project."""

    def __init__(self, server, people, user, python, project):
        self.user = user
        self._server = server
        self._people = people
        self._project = project
        self._options = {"before": UMASK, "python": python}

    def app(self):
        """Open the app over a line."""
        return self._server.session(self._project, login=self.user, **self._options)

    def command(self, name, *arguments):
        """Run a command of autotag as the user; return what it prints."""
        line = sshd.remote_command([name, self._project, *arguments], **self._options)
        done = self._people.run_as(self.user, ["sh", "-c", line])
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def people():
    with team("ann", "ben") as made:
        yield made


@pytest.fixture
def desks(people):
    """Ann and Ben, who has nothing but the group in common with her."""
    python = people.python()
    if not python:
        pytest.skip("no interpreter that other users can run")
    keys = people.place / "sshd"
    keys.mkdir(mode=0o755)
    server = sshd.Server(keys)
    project = people.shared_folder(TEXTS)
    try:
        for user in people.users:
            if reason := server.why_down(user):
                pytest.skip(reason)
        yield [Desk(server, people, user, python, project) for user in people.users]
    finally:
        server.stop()


def test_two_users_assign_tag_blindly_compare_and_adjudicate_over_their_own_lines(desks, people):
    ann, ben = desks
    ann.command("init", "--shared", "--entity", "Person", "--entity", "City")

    with ann.app() as screen:  # assignment
        screen.until("c.txt")
        screen.press(b"\x1b[F", "c.txt")
        screen.press(b"w", "Assign:")
        screen.press(b"\r", "to (names")
        screen.press(b"\x15" + ben.user.encode() + b"\r", "1 file assigned")
    with ben.app() as screen:
        screen.until("c.txt")
        screen.press(b"/assigned:me\r", "1/3 files")
        assert "c.txt" in screen.words
        assert "a.txt" not in screen.words

    ann.command("double", "--annotators", f"{ann.user},{ben.user}", "--files", "a.txt", "b.txt")
    with ann.app() as first, ben.app() as second:  # both at once in the same file
        for screen in (first, second):
            screen.until("blind")
            screen.press(b"\x1b[H\r", "Nothing is selected")
        first.press(RIGHT + b"1", "unsaved: 1 tag")
        second.press(RIGHT + b"2", "unsaved: 1 tag")
        first.press(RIGHT * 2 + b"1", "unsaved: 2 tags")
        for screen, own, other in ((first, "Person", "City"), (second, "City", "Person")):
            drawn = screen.words.partition("Anna met Ben")[2].partition("\n\n")[0]
            assert own in drawn.split("\n")[1], screen.words
            assert other not in drawn.split("\n")[1], screen.words
            screen.press(b"s", "Saved")
            screen.press(b"]", "Nothing is selected")
            screen.press(RIGHT + b"2", "unsaved: 1 tag")  # both tag Paris alike
            screen.press(b"s", "Saved")
            screen.press(b"q")
            assert screen.process.wait(PATIENCE) == 0
    for desk, entity in ((ann, "Person"), (ben, "City")):
        assert f'"{entity}": ' in desk.command("status", "--json")

    compared = json.loads(ben.command("agreement", "--json"))
    assert [place["name"] for place in compared["disagreements"]] == ["a.txt", "a.txt"]

    with ben.app() as screen:  # adjudication
        screen.until("b.txt (2/3)")  # where he left
        screen.press(b"\x1b", "c.txt")
        screen.press(b"J", "2 to decide")
        assert f"1 {ann.user}" in screen.words
        assert f"2 {ben.user}" in screen.words
        screen.press(b"1", "1 to decide")
        screen.press(b"2", "takes 1 place")
        screen.press(b"A", "Everything is decided")
        screen.press(b"s", "Saved 2 files")
    for desk in desks:
        told = json.loads(desk.command("status", "--json"))
        assert told["tags"] == {"Person": 1, "City": 1}, told

    _assert_rights(people, ann, ben)


def _assert_rights(people, ann, ben):
    """Everything of the project has the group's rights but what is a user's own, which nobody else can read."""
    folder = people.place / "texts"
    data = folder / "autotag"
    own = {desk.user: list(data.rglob(f"unsaved/{desk.user}")) for desk in (ann, ben)}
    private = [place for places in own.values() for place in places]
    for path in data.rglob("*"):
        status = path.stat()
        assert getgrgid(status.st_gid).gr_name == people.group, path
        assert not status.st_mode & stat.S_IRWXO, path
        if not any(path.is_relative_to(place) for place in private):
            wanted = 0o070 if path.is_dir() else 0o060
            assert status.st_mode & wanted == wanted, path
    for user, other in ((ann, ben), (ben, ann)):
        settings = Path(getpwnam(user.user).pw_dir)
        for place in (*own[user.user], settings):
            assert people.run_as(user.user, ["ls", str(place)]).returncode == 0
            assert people.run_as(other.user, ["ls", str(place)]).returncode != 0
