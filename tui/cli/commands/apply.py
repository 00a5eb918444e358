"""The command that applies a model to a corpus."""

from __future__ import annotations

import sys
import time
from argparse import Namespace

from core.domain.wording import counted
from core.services.corpus import apply
from tui.cli.arguments import cluster_of
from tui.cli.output import print_json
from tui.cli.printing import show

_PRINTED = 20
"""Refused records that are printed; --json has more of them."""

_EVERY = 0.5
"""Seconds between two progress lines."""


def apply_command(options: Namespace) -> int:
    """Tag a corpus, and return 1 if some of its records could not be read."""
    progress_line = ProgressLine()
    wanted = apply.Options(
        model=options.model,
        inputs=tuple(options.inputs),
        output=options.output,
        fields=apply.Fields(options.text_field, options.id_field),
        entities=tuple(options.entity) if options.entity else None,
        lowest=next((score for entity, score in options.min_score if not entity), None),
        thresholds=tuple((entity, score) for entity, score in options.min_score if entity),
        is_strict=options.strict,
        with_text=options.with_text,
        part_size=options.part_size,
        part_ending=options.part_ending,
        processes=options.processes,
        cluster=cluster_of(options),
        without_guesses=options.without_guesses,
    )
    notes: list[str] = []

    def note(sentence: str) -> None:
        notes.append(sentence)
        show(f"autotag: {sentence}", file=sys.stderr)

    try:
        done = apply.apply_model(wanted, sys.stdout.buffer, progress_line.show, note)
    finally:
        progress_line.clear()
    to_stdout = options.output == apply.STANDARD_OUTPUT
    if options.json and not to_stdout:
        counts = {"records": done.tagged, "spans": done.spans, "refused": done.refused, "reasons": done.reasons}
        print_json({**counts, "notes": notes})
    else:
        summary = f"{counted(done.tagged, 'record')}, {counted(done.spans, 'span')}"
        show(summary if to_stdout else f"{summary}: {options.output}", file=sys.stderr if to_stdout else sys.stdout)
    print_refused(done)
    return 1 if done.refused else 0


def print_refused(done: apply.Progress) -> None:
    """Print the first records that could not be read, and how many more there are."""
    for place, reason in done.reasons[:_PRINTED]:
        show(f"autotag: refused {place}: {reason}", file=sys.stderr)
    if done.refused > _PRINTED:
        show(f"autotag: and {done.refused - _PRINTED} more refused", file=sys.stderr)


class ProgressLine:
    """Records done, their rate and the time left, on a terminal only."""

    def __init__(self) -> None:
        self._is_wanted = sys.stderr.isatty()
        self._began = self._shown = time.monotonic()

    def show(self, pace: apply.Pace) -> None:
        """Show how far the run is, at most twice a second."""
        now = time.monotonic()
        if not self._is_wanted or now - self._shown < _EVERY:
            return
        self._shown = now
        seconds = now - self._began
        line = f"{counted(pace.records, 'record')}, {pace.records / seconds:.0f} a second"
        if 0 < pace.done_bytes <= pace.all_bytes:
            line += f", about {_duration(seconds * (pace.all_bytes / pace.done_bytes - 1))} left"
        print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Remove the line."""
        if self._is_wanted:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min" if minutes else f"{rest} s"
