"""The command that makes a project of some records of a corpus."""

from __future__ import annotations

import sys
from argparse import Namespace

from core.domain.wording import counted
from core.services.corpus.apply import Fields
from core.services.corpus.sampling import SampleOptions, sample_corpus
from tui.cli.commands.apply import ProgressLine, print_refused
from tui.cli.output import print_json
from tui.cli.printing import show


def sample_command(options: Namespace) -> int:
    """Draw records, and return 1 if some of the corpus could not be read."""
    progress_line = ProgressLine()
    wanted = SampleOptions(
        tuple(options.inputs),
        options.project,
        options.count,
        options.model,
        options.seed,
        Fields(options.text_field, options.id_field),
        tuple(options.entity),
        options.processes,
        options.without_guesses,
    )
    try:
        done = sample_corpus(wanted, progress_line.show, lambda note: show(f"autotag: {note}", file=sys.stderr))
    finally:
        progress_line.clear()
    if options.json:
        counts = {"records": done.tagged, "refused": done.refused, "reasons": done.reasons}
        print_json({"folder": str(options.project), **counts})
    else:
        show(f"{options.project} is a project now: {counted(done.tagged, 'file')}; open it with 'autotag'.")
    print_refused(done)
    return 1 if done.refused else 0
