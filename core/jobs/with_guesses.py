"""Guesses for models that learn from them: read before a training, and just before each prediction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing

from core.domain.project.documents import Document
from core.domain.project.jobs import FileFailure, Job
from core.domain.text.guesses import Guess
from core.errors import AutotagError, WorkError
from core.guessing.guesser import Answer
from core.jobs.guessing import GuesserAtWork
from core.jobs.reporting import Reporter
from core.jobs.suggesting import Tally
from core.store.disk.folders import ProjectFolder

_SHARE = 0.5
"""Share of a training's progress bar that reading with the guesser takes."""


class ReadGuesses:
    """The guesses of all texts read so far; implements `core.domain.text.guesses.Guesses`."""

    def __init__(self) -> None:
        self._of: dict[str, tuple[Guess, ...]] = {}

    def put(self, text: str, guesses: tuple[Guess, ...]) -> None:
        """Add the guesses of a text."""
        self._of[text] = guesses

    def clear(self) -> None:
        """Remove all guesses."""
        self._of.clear()

    def of(self, text: str) -> Sequence[Guess] | None:
        """Return the guesses of a text; None if it was not read."""
        return self._of.get(text)


def read_guesses(folder: ProjectFolder, name: str, texts: dict[str, str], reporter: Reporter) -> ReadGuesses:
    """Let a guesser read the files of a training. Files that it cannot read are trained on without guesses.

    Args:
        folder: the project.
        name: the guesser's name.
        texts: the texts by file name.
        reporter: the job's reporter.

    Raises:
        Cancelled: the user cancelled the job.
        WorkError: the guesser can read none of them.
    """
    guesser = GuesserAtWork(folder, name)
    read, problem, done = ReadGuesses(), "", 0
    with closing(guesser.read(texts.items(), again=False)) as answers:
        for answer in answers:
            if isinstance(answer, Answer):
                done += 1
                problem = answer.problem or problem
                if not answer.problem:
                    read.put(texts[answer.name], answer.guesses)
            reporter.report(
                stage=f"{name} reads file {done} of {len(texts)}",
                progress=done / len(texts) * _SHARE,
                tokens=guesser.tokens,
                cost=round(guesser.cost, 6),
                dropped=guesser.dropped,
            )
    if texts and all(read.of(text) is None for text in texts.values()):
        raise WorkError(f"The guesser {name!r} could read none of the files. The last one: {problem}")
    return read


class ReadAhead:
    """Let a guesser read each text just before a model does.

    Args:
        folder: the project.
        job: the running job.
        name: the guesser's name.
        optional: continue without guesses where the guesser fails, and note why.
        tally: collects the files that cannot be read.
        reporter: the job's reporter.

    Attributes:
        guesses: the guesses of the text that `texts` yielded last.

    Raises:
        AutotagError: the guesser cannot be opened, and guesses are not optional.
    """

    def __init__(
        self, folder: ProjectFolder, job: Job, name: str, *, optional: bool, tally: Tally, reporter: Reporter
    ) -> None:
        self.guesses = ReadGuesses()
        self._job = job
        self._name = name
        self._optional = optional
        self._tally = tally
        self._reporter = reporter
        self._guesser: GuesserAtWork | None = None
        try:
            self._guesser = GuesserAtWork(folder, name)
        except AutotagError as error:
            self._go_on_without(error)

    def texts(self, texts: Iterator[tuple[str, str]], waiting: dict[str, Document]) -> Iterator[tuple[str, str]]:
        """Yield each text once its guesses have arrived, not always in the given order.

        Raises:
            Cancelled: the user cancelled the job.
            AutotagError: the guesser can no longer read anything, and guesses are not optional.
        """
        ahead: dict[str, str] = {}
        try:
            yield from self._with_guesses(_noted(texts, ahead), ahead, waiting)
        except WorkError as error:
            self._go_on_without(error)
        self.guesses.clear()
        yield from ahead.items()  # the guesser consumed these, but did not answer
        yield from texts

    def _with_guesses(
        self, texts: Iterable[tuple[str, str]], ahead: dict[str, str], waiting: dict[str, Document]
    ) -> Iterator[tuple[str, str]]:
        if self._guesser is None:
            return
        with closing(self._guesser.read(texts, again=False)) as answers:
            for answer in answers:
                self._report(self._guesser, "" if isinstance(answer, Answer) else answer.reason)
                if not isinstance(answer, Answer):
                    continue
                text = ahead.pop(answer.name)
                self.guesses.clear()
                if not answer.problem:
                    self.guesses.put(text, answer.guesses)
                elif not self._optional:
                    waiting.pop(answer.name)
                    self._tally.failures.append(FileFailure(answer.name, answer.problem))
                    continue
                yield answer.name, text

    def _report(self, guesser: GuesserAtWork, reason: str) -> None:
        fields: dict[str, object] = {
            "tokens": self._job.tokens + guesser.tokens,
            "cost": round(self._job.cost + guesser.cost, 6),
            "dropped": self._job.dropped + guesser.dropped,
        }
        self._reporter.report(**fields, **({"stage": reason} if reason else {}))

    def _go_on_without(self, error: AutotagError) -> None:
        if not self._optional:
            raise error
        self._reporter.report(note=f"Without the guesses of {self._name}: {error}")


def _noted(texts: Iterator[tuple[str, str]], ahead: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name, text in texts:
        ahead[name] = text
        yield name, text
