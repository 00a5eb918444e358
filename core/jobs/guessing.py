"""Let a guesser read texts for a job: consent, kept answers, limits, tokens and cost."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from hashlib import sha256

from core.domain.project.guessers import Guesser
from core.domain.text.guesses import Guess
from core.domain.text.spans import Span
from core.errors import WorkError
from core.guessing.examples import MOST, Examples
from core.guessing.guesser import Answer, OpenGuesser, Question, Waiting
from core.guessing.opening import open_guesser
from core.store.folders import ProjectFolder
from core.store.guessers import load_abilities, load_agreements, load_guesser, put_abilities
from core.store.guesses import KeptGuesses, keep_guesses, load_guesses
from core.store.index import scan
from core.store.projects import load_schema
from core.store.taggings import load_record
from core.store.texts import read_document
from core.store.user import author

FAILED_AT_FIRST = 5
"""Texts that fail one after the other, before any has succeeded, until the guesser itself is held to be at fault."""


class GuesserAtWork:
    """A guesser that reads texts for one job.

    Args:
        folder: the project.
        name: of the guesser.

    Attributes:
        tokens, cost, dropped: used and seen by this job so far.

    Raises:
        NotFoundError: there is no such guesser.
        WorkError: it cannot be opened, or texts may not go to its host.
    """

    def __init__(self, folder: ProjectFolder, name: str) -> None:
        self._folder = folder
        self._guesser: Guesser = load_guesser(folder, name)
        self.check_agreement()
        self._entities = list(load_schema(folder))
        if not self._entities:
            raise WorkError("The project has no entities; add some, each with a description, then resume the job.")
        self._open: OpenGuesser = open_guesser(
            self._guesser,
            self._entities,
            load_abilities(folder, name),
            lambda known: put_abilities(folder, name, known),
        )
        self._examples = Examples(_decided(folder) if self._uses_examples else ())
        self._prompts: dict[str, str] = {}
        self._texts: dict[str, str] = {}
        self._stopped: WorkError | None = None
        self._succeeded = False
        self._failed = 0
        self.tokens = 0
        self.cost = 0.0
        self.dropped = 0

    @property
    def _uses_examples(self) -> bool:
        return bool(self._guesser.host) and self._guesser.examples > 0

    def check_agreement(self) -> None:
        """Make sure that texts may go where the guesser is.

        Raises:
            WorkError: they may not.
        """
        host = self._guesser.host
        if self._guesser.needs_agreement and all(each.host != host for each in load_agreements(self._folder)):
            raise WorkError(
                f"Texts of this project may not be sent to {host}; agree first: autotag guessers PROJECT "
                f"--agree {self._guesser.name}."
            )

    def read(self, texts: Iterable[tuple[str, str]], *, again: bool = True) -> Generator[Answer | Waiting]:
        """Read texts; what is kept of an earlier reading costs nothing.

        Args:
            texts: (name, text) pairs; taken as needed.
            again: ask again about a text that was read with other examples; else what is kept of it will do.

        Raises:
            WorkError: no text can be read, or a limit is reached, or the agreement was withdrawn.
        """
        kept: list[Answer] = []
        with closing(self._open.read(self._questions(texts, kept, again=again))) as answers:
            for answer in answers:
                while kept:
                    yield kept.pop(0)
                if isinstance(answer, Answer):
                    self._keep(answer)
                yield answer
        yield from kept
        if self._stopped:
            raise self._stopped

    def of_text(self, text: str) -> tuple[Guess, ...] | None:
        """What is kept of a text; None if it was not read."""
        found = load_guesses(self._folder, self._guesser.name, self._open.identity, text)
        return found.guesses if found else None

    def _questions(
        self, texts: Iterable[tuple[str, str]], kept: list[Answer], *, again: bool
    ) -> Iterator[Question | None]:
        """The texts that have to be asked about; answers to the others go to `kept`."""
        for name, text in texts:
            examples = self._examples.like(text, self._guesser.examples) if self._uses_examples else ()
            prompt = sha256(repr(examples).encode("utf-8", "surrogatepass")).hexdigest()[:16] if examples else ""
            found = (
                load_guesses(self._folder, self._guesser.name, self._open.identity, text)
                if self._open.is_costly
                else None
            )
            if found and (found.prompt == prompt or not again):
                kept.append(Answer(name, found.guesses))
                yield None
                continue
            try:
                self._check_limits()
                self.check_agreement()
            except WorkError as error:
                self._stopped = error  # answers under way are paid for, and waited for
                return
            self._prompts[name], self._texts[name] = prompt, text
            yield Question(name, text, examples)

    def _keep(self, answer: Answer) -> None:
        """Count what an answer has cost, and keep it.

        Raises:
            WorkError: texts fail one after the other.
            StorageError: it cannot be kept.
        """
        self.tokens += answer.tokens_in + answer.tokens_out
        self.cost += self._guesser.cost(answer.tokens_in, answer.tokens_out)
        self.dropped += answer.dropped
        prompt, text = self._prompts.pop(answer.name), self._texts.pop(answer.name)
        if answer.problem:
            self._failed += 1
            if not self._succeeded and self._failed >= FAILED_AT_FIRST:
                raise WorkError(f"The first {self._failed} texts could not be read. The last one: {answer.problem}")
            return
        self._succeeded = True
        if self._open.is_costly:
            kept = KeptGuesses(prompt, answer.guesses)
            keep_guesses(self._folder, self._guesser.name, self._open.identity, text, kept)

    def _check_limits(self) -> None:
        """Stop before a text is sent beyond the limits.

        Raises:
            WorkError: a limit is reached.
        """
        guesser = self._guesser
        if guesser.token_limit and self.tokens >= guesser.token_limit:
            raise WorkError(
                f"The limit of {guesser.token_limit:,} tokens is reached; what was read is kept. "
                "Resume the job to use as many again, or set another limit."
            )
        if guesser.cost_limit and self.cost >= guesser.cost_limit:
            raise WorkError(
                f"The limit of cost, {guesser.cost_limit:g}, is reached; what was read is kept. "
                "Resume the job to spend as much again, or set another limit."
            )


def _decided(folder: ProjectFolder) -> Iterator[tuple[str, tuple[Span, ...]]]:
    """Texts and tags of decided files, those with most tags first."""
    *_, files = scan(folder, author())
    for entry in sorted(files.decided(), key=lambda entry: -entry.tag_count)[:MOST]:
        document = read_document(folder, entry.name)
        yield document.text, tuple(tag.span for tag in load_record(folder, document).tagging.tags)
