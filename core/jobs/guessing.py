"""Let a guesser read texts for a job: consent, cached answers, limits, tokens and cost."""

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
from core.store.caches.guesses import KeptGuesses, keep_guesses, load_guesses
from core.store.disk.folders import ProjectFolder
from core.store.project.guessers import load_abilities, load_agreements, load_guesser, put_abilities
from core.store.project.projects import load_schema
from core.store.tags.taggings import load_record
from core.store.texts.finding import read_document
from core.store.texts.index import scan
from core.store.user import author

FAILED_AT_FIRST = 5
"""Number of texts that must fail, before any succeeds, for the job to give up on the guesser."""


class GuesserAtWork:
    """A guesser that reads texts for one job.

    Args:
        folder: the project.
        name: the guesser's name.

    Attributes:
        tokens: tokens that this job has used so far, in questions and answers.
        cost: price of these tokens, in the currency of the guesser's prices.
        dropped: number of strings in the answers that do not occur in their texts.

    Raises:
        NotFoundError: there is no such guesser.
        WorkError: it cannot be opened, or the user has not agreed to send texts to its host.
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
        """Check that the user has agreed to send texts to the guesser's host.

        Raises:
            WorkError: the user has not.
        """
        host = self._guesser.host
        if self._guesser.needs_agreement and all(each.host != host for each in load_agreements(self._folder)):
            raise WorkError(
                f"Texts of this project may not be sent to {host}; agree first: autotag guessers PROJECT "
                f"--agree {self._guesser.name}."
            )

    def read(self, texts: Iterable[tuple[str, str]], *, again: bool = True) -> Generator[Answer | Waiting]:
        """Read texts. Answers cached by an earlier reading cost nothing.

        Args:
            texts: (name, text) pairs, consumed lazily.
            again: ask again about a text whose cached answer was made with other examples.

        Raises:
            WorkError: the guesser can read nothing, or reached a limit, or the user withdrew the agreement.
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
        """Return the cached guesses for a text; None if it was never read."""
        found = load_guesses(self._folder, self._guesser.name, self._open.identity, text)
        return found.guesses if found else None

    def _questions(
        self, texts: Iterable[tuple[str, str]], kept: list[Answer], *, again: bool
    ) -> Iterator[Question | None]:
        """Yield a question for each text without a cached answer. For the others, fill `kept` and yield None."""
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
                self._stopped = error  # raised after the pending answers, which are already paid for
                return
            self._prompts[name], self._texts[name] = prompt, text
            yield Question(name, text, examples)

    def _keep(self, answer: Answer) -> None:
        """Add up the cost of an answer, and cache its guesses.

        Raises:
            WorkError: every text has failed so far, and the limit of failures is reached.
            StorageError: the guesses cannot be written.
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
        """Check the limits of tokens and cost before sending another text.

        Raises:
            WorkError: a limit is reached.
        """
        guesser = self._guesser
        if guesser.token_limit and self.tokens >= guesser.token_limit:
            raise WorkError(
                f"The limit of {guesser.token_limit:,} tokens is reached; the answers so far are kept. "
                "Resume the job to use as many again, or set another limit."
            )
        if guesser.cost_limit and self.cost >= guesser.cost_limit:
            raise WorkError(
                f"The limit of cost, {guesser.cost_limit:g}, is reached; the answers so far are kept. "
                "Resume the job to spend as much again, or set another limit."
            )


def _decided(folder: ProjectFolder) -> Iterator[tuple[str, tuple[Span, ...]]]:
    """Yield texts and tags of decided files, starting with the files that have the most tags."""
    *_, files = scan(folder, author())
    for entry in sorted(files.settled().decided(), key=lambda entry: -entry.tag_count)[:MOST]:
        document = read_document(folder, entry.name)
        yield document.text, tuple(tag.span for tag in load_record(folder, document).tagging.tags)
