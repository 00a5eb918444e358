"""How the app bears a project of very many files: `python -m benchmarks.large [--files N] [--folders N]`.

Makes a project of texts of 1 kB, every hundredth with suggestions, in a temporary folder: a million need 4 GB and 1.1
million inodes. Measures the list without an index, after a kill halfway, and with one, in turn with a minimal Textual
app; then search, filter, memory and Save tags.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from statistics import median

from benchmarks.measuring import disk, made
from benchmarks.measuring.line import Terminal, terminal
from benchmarks.measuring.peers import minimal_app
from benchmarks.measuring.table import Row, printed
from core.services.project.projects import Project

_CHARACTERS = 1_000
_ROUNDS = 5
_WAITED = 600.0
"""Seconds without output that a scan may take."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=1_000_000)
    parser.add_argument("--folders", type=int, default=1_000)
    parser.add_argument(
        "--in", dest="place", type=Path, help="a folder with room, instead of the system's temporary one"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.place) as place:
        large = Large(Path(place), options.files, options.folders)
        print(printed(f"{options.files:,} files in {options.folders:,} folders", large.rows()))


class Large:
    """Measures the app on a project of many files that it makes in a folder."""

    def __init__(self, folder: Path, count: int, folders: int) -> None:
        self._folder, self._count = folder, count
        self._project: Project = made.many(folder / "large", count, folders, _CHARACTERS)
        self._whole = f"/{count:,} files"

    def rows(self) -> Iterator[Row]:
        """Measure everything."""
        yield from self._made_anew()
        yield self._first_frame()
        yield from self._used()
        yield from disk.saving(self._folder, self._project)

    def _made_anew(self) -> Iterator[Row]:
        self._project.paths.index_file.unlink(missing_ok=True)
        with self._app() as screen:
            yield Row("first rows, index missing", screen.shows("000000.txt"))
            whole = screen.shows(self._whole, _WAITED)
            yield Row("complete list, index missing", whole)
            yield Row("memory meanwhile", screen.memory, "MiB", 350)
        self._project.paths.index_file.unlink()
        with self._app() as screen:
            screen.shows("000000.txt")
            screen.rest_for(whole / 2)
        with self._app() as screen:
            screen.shows("000000.txt")
            rest = screen.shows(self._whole, _WAITED)
        what, peer = "complete list after a kill halfway", "without the kill"
        yield Row(what, rest, peer=peer, peer_value=whole, times=0.75)

    def _first_frame(self) -> Row:
        seconds, minimal = [], []
        for _ in range(_ROUNDS):
            minimal.append(minimal_app(self._folder)[0])
            with self._app() as screen:
                seconds.append(screen.shows("000000.txt"))
        peer = median(minimal)
        return Row("first frame, index warm", median(seconds), peer="minimal Textual app", peer_value=peer, times=6)

    def _used(self) -> Iterator[Row]:
        with self._app() as screen:
            screen.shows(self._whole)
            screen.press(b"/")
            yield Row("search", screen.press_until(b"99\r", "named '99'"), goal=1)
            screen.press(b"\x1b")
            screen.rest(1)  # an escape key by itself is one once no more has followed it
            screen.press(b"f")
            yield Row("filter", screen.press_until(b"Auto\r", f"{self._count // made.EVERY:,}/"), goal=1)
            screen.rest(1)
            screen.until_idle()
            yield Row("memory, list checked and filtered", screen.memory, "MiB", 350)
            screen.press_until(b"\r", "by contracts")
            screen.rest()
            for _ in range(3):
                screen.press(b"a")
            screen.press_until(b"s", "Saved")
            screen.rest(1)
            screen.until_idle()
            yield Row("memory, a file saved and the list checked again", screen.memory, "MiB", 350)

    def _app(self) -> AbstractContextManager[Terminal]:
        home = tempfile.mkdtemp(dir=self._folder)  # or it would open where the last one was killed
        command: list[str | Path] = [sys.executable, "-m", "tui.cli", self._folder / "large"]
        return terminal(command, {"AUTOTAG_HOME": home}, Path(__file__).parents[1])


if __name__ == "__main__":
    main()
