"""How fast and in how much memory each format is read: `python -m benchmarks.reading [FORMAT]... [--megabytes N]`.

Reads a tenth of the content and all of it, each in a process of its own, and prints the seconds of processor time, how
many times longer that is than parsing the same content as JSON, or cutting its lines into words, and the peak of
memory. Memory is flat if the larger content needs no more.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.measuring.timing import processor_seconds_of
from core.domain.project.jobs import FileFailure
from core.formats import FORMATS, Source
from core.formats.records.values import values_on_lines
from core.formats.sample import sampled
from harness.repeated import WHOLE, write_repeated


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("formats", nargs="*", metavar="FORMAT")
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(_measured(options.formats[0], options.measure)))
        return
    heads = f"{'texts':>9} {'seconds':>7} {'MB/s':>5} {'ratio':>5} {'MiB small':>9} {'MiB large':>9}"
    print(f"{'format':16} {'MB':>4} {heads}")
    streaming = [name for name in FORMATS if name not in WHOLE and name != "csv"]
    for name in options.formats or streaming:
        small, large = (
            _in_process(name, size * 10**6) for size in (max(options.megabytes // 10, 1), options.megabytes)
        )
        speed = options.megabytes / large["seconds"]
        print(
            f"{name:16} {options.megabytes:4} {large['texts']:9} {large['seconds']:7.1f} {speed:5.1f} "
            f"{large['seconds'] / large['bare']:5.1f} {small['memory']:9.0f} {large['memory']:9.0f}",
            flush=True,
        )


def _in_process(name: str, size: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "content"
        write_repeated(name, path, size)
        command = [sys.executable, "-m", "benchmarks.reading", name, "--measure", str(path)]
        found: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        return found


def _measured(name: str, path: Path) -> dict[str, float]:
    texts = 0

    def read() -> None:
        nonlocal texts
        with path.open("rb") as stream:
            sample = sampled(stream)
            assert next(each for each, format_ in FORMATS.items() if format_.recognises(sample)) in (name, "conll")
            for item in FORMATS[name].read(stream, Source("content")):
                assert not isinstance(item, FileFailure), item.reason
                texts += 1

    seconds = processor_seconds_of(read)
    memory = _peak()
    return {"texts": texts, "seconds": seconds, "bare": processor_seconds_of(lambda: _parse(path)), "memory": memory}


def _parse(path: Path) -> None:
    """Read a content with nothing but Python's own means: as JSON, or else as lines cut into words."""
    with path.open("rb") as stream:
        lines = values_on_lines(stream)
        start = stream.read(1)
        stream.seek(0)
        if start == b"[" and not lines:
            json.load(stream)
            return
        for line in stream:
            json.loads(line) if start in b"{[" else line.decode().split()


def _peak() -> float:
    """Return the peak of memory in MiB; that of `getrusage` includes the peak of the process that started this one."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main()
