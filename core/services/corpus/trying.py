"""Try a model on a text. A process of its own loads spaCy and the model once, and is kept until it is closed."""

from __future__ import annotations

import json
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from core.domain.tagging.tags import Suggestion
from core.domain.text.spans import SpanSet
from core.errors import RequestError, WorkError
from core.programs import command_of
from core.services.project.projects import Project
from core.store.disk.atomic import storage_errors
from core.store.models import load_model, pipeline_folder


@dataclass(frozen=True)
class TriedText:
    """A text with the spans that a model finds in it.

    Attributes:
        text: its characters.
        suggestions: the spans, with their scores.
        json: the row that `autotag apply --with-text` writes, as one line.
        notes: sentences about how the model reads.
    """

    text: str
    suggestions: SpanSet[Suggestion]
    json: str
    notes: tuple[str, ...] = ()


class Trial:
    """Tags one text after the other with a model.

    Args:
        project: of the model.
        name: of the model.

    Raises:
        NotFoundError: there is no model of this name.
        StorageError: its file is damaged.
    """

    def __init__(self, project: Project, name: str) -> None:
        self._name = load_model(project.paths, name).name
        self._folder = pipeline_folder(project.paths, name)
        self._process: subprocess.Popen[str] | None = None
        self._is_closed = False
        self._turn = Lock()

    def tag(self, text: str) -> TriedText:
        """Tag a text; the first one waits until the model is loaded. Callers in other threads take turns.

        Raises:
            RequestError: the text is blank.
            WorkError: the model cannot be loaded, or its process has ended.
        """
        if not text.strip():
            raise RequestError("There is nothing to tag in a blank text; paste or type some words.")
        with self._turn:
            answer = self._answer(text)
        if "error" in answer:
            raise WorkError(answer["error"])
        row = answer["row"]
        suggestions = SpanSet(
            Suggestion(span["start"], span["end"], span["entity"], span["score"], "", self._name)
            for span in row["spans"]
        )
        return TriedText(text, suggestions, json.dumps(row, ensure_ascii=False), tuple(answer["notes"]))

    def close(self) -> None:
        """End the process; a text that is being tagged is given up."""
        self._is_closed = True
        if self._process:
            self._process.kill()
        with self._turn:  # whoever waits for an answer learns that none comes
            self._end()

    def _answer(self, text: str) -> dict[str, Any]:
        process = self._running()
        assert process.stdin
        assert process.stdout
        try:
            process.stdin.write(f"{json.dumps(text)}\n")
            process.stdin.flush()
        except BrokenPipeError:
            pass  # it has ended, and may have said why
        if line := process.stdout.readline():
            answer: dict[str, Any] = json.loads(line)
            return answer
        self._end()
        raise WorkError(f"The process of the model {self._name!r} has ended without an answer; try the text again.")

    def _running(self) -> subprocess.Popen[str]:
        """Return the process; start it if there is none.

        Raises:
            WorkError: the trial is closed.
        """
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                command_of("core.corpus.trying", self._name, str(self._folder)),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="ascii",
            )
        if self._is_closed:
            raise WorkError("The page was closed before the text was tagged.")
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        assert process.stdout
        process.stdout.close()
        assert process.stdin
        with suppress(BrokenPipeError):  # of a text that it did not read to its end
            process.stdin.close()


def save_row(tried: TriedText, target: Path) -> None:
    """Write the JSON of a tried text to a new file.

    Raises:
        StorageError: it exists already, or cannot be written.
    """
    with storage_errors(target, "written"), target.open("x", encoding="utf-8") as file:
        file.write(f"{tried.json}\n")
