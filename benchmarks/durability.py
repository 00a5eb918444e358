"""What is lost by kills, by several at once, and to hostile input: `python -m benchmarks.durability [PART]...`.

Parts: `kills` (real processes killed at every change to the disk in turn, and at moments by chance, beside TinyDB's own
storages under the same load), `together` (four processes that decide on the same files), `team` (four users of the
machine and a worker, with kills; only root can make the users) and `fuzzing` (damaged and hostile input to everything
that reads). Exit status 1 if anything of ours was lost.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from harness import deciding, fuzzed_programs, fuzzing, killing, unix_users
from harness.team_at_work import TeamAtWork


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help="; ".join(PARTS))
    parser.add_argument("--kills", type=int, default=500, help="in all; as many on each rival as on each load of ours")
    parser.add_argument("--decisions", type=int, default=10_000)
    parser.add_argument("--minutes", type=float, default=5.0, help="of the team's work")
    parser.add_argument("--inputs", type=int, default=100_000, help="in all")
    parser.add_argument("--only", default="", help="a word of the names of the readers to feed")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    fine = True
    for part in options.parts or PARTS:
        with tempfile.TemporaryDirectory() as folder:
            os.environ["AUTOTAG_HOME"] = str(Path(folder, "home"))
            fine = PARTS[part](Path(folder), options) and fine
        print()
    sys.exit(not fine)


def _kills(folder: Path, options: argparse.Namespace) -> bool:
    each = -(-options.kills // len(killing.LOADS))
    print(f"{'load':34} {'kills':>5} {'acknowledged':>12} {'lost':>6} {'unopenable':>10} {'wrong':>5} {'seconds':>7}")
    fine = True
    for number, kind in enumerate([*killing.LOADS, *killing.RIVALS]):
        began = time.monotonic()
        load = kind(folder / str(number))
        tally = killing.kill_often(load, each, options.seed)
        fine = fine and (tally.is_clean or kind in killing.RIVALS)
        print(
            f"{kind.name:34} {tally.kills:5} {tally.acknowledged:12} {tally.lost:6} {tally.unopenable:10} "
            f"{tally.wrong:5} {time.monotonic() - began:7.0f}",
            flush=True,
        )
        if isinstance(load, killing.Worker):
            print(f"  a job whose worker was killed showed as interrupted after {load.slowest:.2f} s at most")
    return fine


def _together(folder: Path, options: argparse.Namespace) -> bool:
    result = deciding.decide_at_once(folder / "together", options.decisions)
    print(
        f"four processes on the same files: {result.decisions} decisions acknowledged, {result.found} found, "
        f"{result.decisions / result.seconds:.0f} a second"
    )
    wanted: int = options.decisions
    return result.found == result.decisions >= wanted


def _team(_: Path, options: argparse.Namespace) -> bool:
    if not unix_users.CAN_MAKE:
        print("four users and a worker: left out, since only root can make users")
        return True
    with unix_users.team("ann", "bob", "cy", "dee") as people:
        python = people.python()
        assert python, "no interpreter that other users can run"
        tally = TeamAtWork(people, python, round(150 * options.minutes) + 20, options.seed).work(60 * options.minutes)
    print(
        f"four users and a worker for {options.minutes:g} minutes: {tally.kills} kills of users, "
        f"{tally.worker_kills} of the worker, {tally.jobs} jobs done; {tally.acknowledged} decisions acknowledged, "
        f"{tally.lost} lost, {len(tally.seen)} things seen by whom they must not, {tally.unopenable} files unopenable, "
        f"{tally.rights} with wrong rights"
    )
    for trace in tally.seen[:10]:
        print(f"  {trace}")
    return tally.is_clean


def _fuzzing(folder: Path, options: argparse.Namespace) -> bool:
    programs = fuzzing.program_readers(folder / "programs" / "project")
    documents = fuzzed_programs.document_readers(folder / "documents")  # before spaCy is loaded: memory is limited
    readers = [
        *documents,
        *fuzzing.readers(folder / "files" / "project"),
        *fuzzed_programs.binary_readers(folder / "binary"),
    ]
    readers = [reader for reader in readers if options.only in reader.name]
    most = -(-options.inputs // len(readers))
    print(f"{'reader':34} {'inputs':>7} {'refused':>7} {'uncaught':>8}")
    fine, fed = True, 0
    for reader in [*readers, *programs]:
        each = most if reader in readers else min(most, _INPUTS_OF_A_PROGRAM)
        try:
            refused, uncaught = fuzzing.feed(reader, each), ""
        except Exception as error:  # noqa: BLE001 - this is what is looked for
            refused, uncaught = 0, repr(error)
        print(f"{reader.name:34} {each:7} {refused:7} {uncaught or 0:>8}", flush=True)
        fine = fine and not uncaught
        fed += each
    print(f"{'all':34} {fed:7}")
    return fine


_INPUTS_OF_A_PROGRAM = 100
"""Inputs to a reader that starts a process for each of them."""

PARTS: dict[str, Callable[[Path, argparse.Namespace], bool]] = {
    "kills": _kills,
    "together": _together,
    "team": _team,
    "fuzzing": _fuzzing,
}

if __name__ == "__main__":
    main()
