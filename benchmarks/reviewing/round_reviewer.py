"""A scripted reviewer of whole rounds: trains, waits for the job, reviews it by text, then file by file."""

from __future__ import annotations

import time

from benchmarks.reviewing.keystrokes import Kind
from benchmarks.reviewing.reviewer import Reviewer
from core.domain.tagging.questions import Question
from tui.file.screen import FileScreen
from tui.screens.data.by_text import QueueScreen
from tui.screens.jobs.job import JobScreen
from tui.screens.training.train import BASE


class RoundReviewer(Reviewer):
    """Presses the keys between the files."""

    async def next_round(self, base: str = "") -> None:
        """Train a model, let it tag the next files, and open the first of them.

        Args:
            base: to choose for the model, and for all that follow.
        """
        if base:
            await self.train_on(base)
            await self.press(Kind.TRAINING, "t", "plus", "enter", "enter")
        else:
            await self.press(Kind.TRAINING, "f8")
        await self.until(lambda: self.screen.question_bar.display or isinstance(self.screen, JobScreen))
        if self.screen.question_bar.display:
            await self.press(Kind.TRAINING, "y")
        await self.review_job()

    async def first_guess(self) -> None:
        """Let the project's only guesser read the first files, and open the first of them."""
        await self.until(lambda: self.screen._list.rows)
        await self.press(Kind.TRAINING, "f8")
        await self.until(lambda: self.screen.question_bar.display)
        await self.press(Kind.TRAINING, "enter")  # the only one
        await self.until(lambda: "Start?" in self.screen.question_bar._prompt.render().plain)
        await self.press(Kind.TRAINING, "y")
        await self.review_job()

    async def review_job(self) -> None:
        """Wait for the job on the screen, decide on what it suggests by text, and open the first file."""
        await self.job_done()
        if self.screen._job.suggested:
            await self.by_text()
        else:
            await self.press(Kind.TRAINING, "enter")
        await self.until(lambda: isinstance(self.screen, FileScreen) and self.screen.state is not None)

    async def train_on(self, base: str) -> None:
        """Choose a base pipeline on the page for training, and train."""
        await self.press(Kind.TRAINING, "f4")
        await self.until(lambda: self.screen.SECTION == "Train" and self.screen._list.rows)
        while self.screen._list.current.name != BASE:
            await self.press(Kind.TRAINING, "down")
        await self.press(Kind.TRAINING, "enter", "down", "enter")
        assert self.screen._spec.base == base, f"the first pipeline installed is {self.screen._spec.base!r}"
        await self.press(Kind.TRAINING, "s")
        await self.job_done()

    async def by_text(self) -> None:
        """Decide by text, in all files of the job at once, on suggestions that need the same answer everywhere."""
        await self.press(Kind.DECIDING, "b")
        await self.until(lambda: isinstance(self.screen, QueueScreen) and self.screen._queue is not None)
        while not (everything := self.answer_to_all()) and self.is_worth_going_on():
            question = self.screen._list.current
            key = self.answer(question)
            await self.press(Kind.DECIDING, key or "z")
            self.effort.decisions += len(question.places) if key else 0
        if everything:
            self.effort.decisions += sum(len(question.places) for question in self.screen._list.rows)
            await self.press(Kind.DECIDING, everything, "y")
        await self.press(Kind.SAVING, "r")

    def is_worth_going_on(self) -> bool:
        """Return whether one key decides several places somewhere in the list; others cost as little in their files."""
        return any(len(question.places) > 1 and self.answer(question) for question in self.screen._list.rows)

    def answer_to_all(self) -> str | None:
        """Return the key that answers all remaining questions, if that saves keys."""
        answers = [self.answer(question) for question in self.screen._list.rows]
        if len(answers) < 3:
            return None
        return {"a": "A", "x": "X"}.get(answers[0] or "") if len(set(answers)) == 1 else None

    def answer(self, question: Question) -> str | None:
        """Return the key that is right for all places of a question, if there is one."""
        right: set[str] = set()
        for name, suggestions in question.suggestions.items():
            gold = {span.borders: span.entity for span in self.gold[name]}
            right |= {gold.get(suggestion.borders, "") for suggestion in suggestions}
        if right == {question.entity}:
            return "a"
        if right == {""}:
            return "x"
        return self.hotkeys[right.pop()] if len(right) == 1 else None

    async def job_done(self) -> None:
        """Wait for the job on the screen."""
        began = time.monotonic()
        await self.until(lambda: isinstance(self.screen, JobScreen) and self.screen._job is not None)
        await self.until(lambda: not self.screen._job.state.is_active)
        assert self.screen._job.state == "succeeded", self.screen._job
        self.effort.waited += time.monotonic() - began
