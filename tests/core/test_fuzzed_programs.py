"""The programs that read documents, Parquet files and DocBins: damaged input is refused in a sentence."""

import subprocess
import sys

PROGRAM = """
import sys
from pathlib import Path
from harness.fuzzing import feed
from harness.fuzzed_programs import binary_readers, document_readers

folder, inputs = Path(sys.argv[1]), int(sys.argv[2])
for make in (document_readers, binary_readers):
    for reader in make(folder / make.__name__):
        reader.read(reader.seed)
        print(reader.name, feed(reader, inputs))
"""


def test_no_input_ends_a_program_otherwise_than_with_a_sentence(tmp_path):
    """In a process of its own: the programs limit memory, and fork."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path), "10"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 10
