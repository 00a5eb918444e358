"""How often Python collects objects that refer only to each other, as a closed screen and its widgets do.

Rarely while the app starts, whose lists of 100,000 files hold none of them; often from then on, or a day of work leaves
tens of MiB of closed screens between two looks.
"""

from __future__ import annotations

import gc


def collect_rarely() -> None:
    """Look a few times only while much is loaded that stays."""
    gc.set_threshold(100_000)


def leave_out_what_is_loaded() -> None:
    """Look no more at what has been loaded so far, modules above all: each look would take some 20 ms longer."""
    gc.freeze()


def collect_often() -> None:
    """Look so often that few closed screens wait for it."""
    gc.set_threshold(2_000, 5, 5)
