"""How fast and how light the app is: `python -m benchmarks [--files N] [--only PART]`.

Prints a table for each part, with the goal of each figure and what a peer took in the same run: ratios say more than
milliseconds of one machine. Writes into a temporary folder only. Other modules here, which are run by themselves,
measure how well and how fast is learned.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from benchmarks.measuring import disk
from benchmarks.measuring.peers import Slate
from benchmarks.measuring.screen import Screen
from benchmarks.measuring.table import Row, printed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=100_000, help="of the largest project")
    parser.add_argument("--only", default="", help="a word of the part's title")
    options = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        os.environ["AUTOTAG_HOME"] = str(folder / "home")
        print(f"{time.strftime('%Y-%m-%d')}, {_machine()}\n")
        screen = Screen(folder, options.files)
        parts: dict[str, Callable[[], Iterable[Row]]] = {
            "Starting": screen.first_frames,
            "Opening": screen.opening,
            "Reviewing": lambda: [*screen.review_keys(Slate(folder)), screen.review_while_training()],
            "Moving in lists": screen.list_moves,
            "A thin line": screen.slow_line,
            "Saving": lambda: disk.saving(folder, screen.large),
            "Importing and exporting": lambda: disk.exchanging(folder),
        }
        for title, measure in parts.items():
            if options.only.casefold() in title.casefold():
                print(printed(title, measure()), flush=True)
    print(f"All in {time.monotonic() - began:.0f} s.")


def _machine() -> str:
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores {platform.machine()}, Python {platform.python_version()}, load before {load:.1f}"


if __name__ == "__main__":
    main()
