"""A process that tags single texts with a model: a JSON string a line comes in, a JSON object a line goes out.

The object holds the row that `apply` would write and sentences to show, or says why the model cannot be used.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from core.corpus.engine import ModelSource
from core.corpus.records import Record, TaggedRecord
from core.corpus.writing import row_of
from core.domain.text.spans import best_apart
from core.errors import AutotagError
from core.learning.pipeline.recognizer import Encoding, Recognizer

_ID = "tried"
"""Id of a text that has no source."""


def answers(name: str, folder: Path, lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield the answer to each line.

    Args:
        name: of the model.
        folder: its pipeline.
        lines: texts, each as a JSON string; taken as needed.

    Raises:
        AutotagError: the model cannot be loaded.
    """
    model = ModelSource.of(name, folder)
    recognizer = Recognizer.load(folder, Encoding(optional=True))
    notes = [f"Without the encoder of the model: {recognizer.without}"] if recognizer.without else []
    if model.learned_with_guesses:
        notes.append("Without the guesses that the model learned with.")
    about = {"model": model.name, "digest": model.digest}
    for line in lines:
        text = json.loads(line)
        [(_, spans)] = recognizer.predict([("", text)])
        tagged = TaggedRecord(Record(_ID, text, _ID), best_apart(spans))
        yield {"row": row_of(tagged, about, with_text=True), "notes": notes}


def main() -> None:
    """Answer on standard output until standard input ends."""
    name, folder = sys.argv[1:]
    try:
        for answer in answers(name, Path(folder), sys.stdin):
            _say(answer)
    except AutotagError as error:
        _say({"error": str(error)})


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(f"{json.dumps(answer)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
