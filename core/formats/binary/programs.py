"""Processes of our own that know a heavy library."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from core.errors import RequestError, WorkError
from core.programs import command_of


@contextmanager
def running(
    module: str,
    library: str,
    arguments: Sequence[str],
    *,
    stdin: int = subprocess.DEVNULL,
    stdout: int = subprocess.DEVNULL,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a module of ours in a process of its own; when the block ends, it has done its work.

    Args:
        module: what to run.
        library: what to call it in error messages.
        arguments: `read` or `write`, and more; the last one is a path.
        stdin: as for `subprocess.Popen`.
        stdout: as for `subprocess.Popen`.

    Raises:
        RequestError: it could not read the file.
        WorkError: it could not write one.
    """
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603 - our own module
            command_of(module, *arguments), stdin=stdin, stdout=stdout, stderr=said
        )
        try:
            yield process
        except BrokenPipeError:
            pass  # it has ended, and says below why
        except BaseException:
            process.kill()
            raise
        finally:
            if process.stdout is not None:
                process.stdout.close()
            status = process.wait()
        said.seek(0)
        reason = said.read(2000).decode("utf-8", "replace").strip().splitlines()[-1:] or ["it said nothing"]
        if status:
            error = RequestError if arguments[0] == "read" else WorkError
            raise error(f"{library} could not {arguments[0]} {arguments[-1]}: {reason[0].rstrip('.')}.")
