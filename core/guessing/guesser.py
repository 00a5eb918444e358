"""The interface of all guessers: texts and described entities in, spans with scores out."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol

from core.domain.text.guesses import Guess
from core.domain.text.spans import Span


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a decided file with its tags, to show to a guesser."""

    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A text to read.

    Attributes:
        name: of the file.
        text: all of it.
        examples: passages of other files.
    """

    name: str
    text: str
    examples: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a guesser found in a text.

    Attributes:
        name: of the file.
        guesses: in text order; they may overlap.
        dropped: strings named that are nowhere in the text, and those of unknown entities.
        tokens_in, tokens_out: used for this text; 0 where nothing is counted.
        problem: why the text could not be read, in a sentence; empty if it was.
    """

    name: str
    guesses: tuple[Guess, ...] = ()
    dropped: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Sent several times a second while no answer is ready, so that the caller can look whether to stop.

    Attributes:
        reason: what is waited for, beyond the answer itself; may be empty.
    """

    reason: str = ""


class OpenGuesser(Protocol):
    """A guesser that is ready to read.

    Attributes:
        identity: changes whenever the same text may be read differently; the key of what is kept.
        is_costly: whether its answers are worth keeping.
    """

    identity: str
    is_costly: bool

    def read(self, questions: Iterable[Question | None]) -> Generator[Answer | Waiting]:
        """Read texts, not always answering in their order; closing the generator stops what is under way.

        Args:
            questions: taken a few ahead. A None among them asks for control, which comes back as `Waiting` at once.

        Raises:
            WorkError: no text can be read: the server is gone, refuses the key, lacks the model.
        """
        ...

    def __enter__(self) -> OpenGuesser: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None: ...
