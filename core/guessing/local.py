"""What guessers that run in this process share: they read one text after the other."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from types import TracebackType

from core.domain.text.guesses import Guess
from core.domain.text.spans import position
from core.guessing.guesser import Answer, Question, Waiting
from core.guessing.time_limit import TimeIsUp, time_limit

SECONDS = 30.0
"""Time limit of one text."""


class LocalGuesser:
    """A guesser that reads texts in this process.

    Args:
        identity: changes whenever the same text may be read differently.
        find: the guesses of a text.
        slow: what to do where a text takes longer than `seconds`, in a sentence.
        is_costly: whether its answers are worth keeping.
        seconds: time limit of one text.
    """

    def __init__(
        self,
        identity: str,
        find: Callable[[str], Sequence[Guess]],
        slow: str,
        *,
        is_costly: bool,
        seconds: float = SECONDS,
    ) -> None:
        self.identity = identity
        self.is_costly = is_costly
        self._find = find
        self._slow = slow
        self._seconds = seconds

    def __enter__(self) -> LocalGuesser:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Do nothing: nothing stays open."""

    def read(self, questions: Iterable[Question | None]) -> Generator[Answer | Waiting]:
        """Read texts in their order; see `OpenGuesser`."""
        for question in questions:
            if question is None:
                yield Waiting()
                continue
            try:
                with time_limit(self._seconds):
                    guesses = sorted(self._find(question.text), key=position)
            except TimeIsUp:
                yield Answer(question.name, problem=f"It took longer than {self._seconds:g} s. {self._slow}")
            except (ValueError, RuntimeError, MemoryError) as error:
                said = " ".join(str(error).split())[:200]
                yield Answer(question.name, problem=f"The guesser failed on this text: {said or type(error).__name__}.")
            else:
                yield Answer(question.name, tuple(guesses))
