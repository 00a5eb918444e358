"""Ask whether texts may be sent to the host of a guesser."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, Protocol, TypeVar

from core.services.jobs import guessers
from core.services.project.projects import Project
from tui.widgets.question import QuestionBar

P = ParamSpec("P")
R = TypeVar("R")


class Asker(Protocol):
    """A screen, as far as it is needed here: `AutotagScreen` calls this module, which therefore does not import it."""

    question_bar: QuestionBar

    @property
    def project(self) -> Project:
        """The open project."""

    def say(self, sentence: str) -> None:
        """Show a sentence."""

    async def ask(self, question: str) -> bool:
        """Ask for yes or no."""

    async def blocking(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Call a service in a thread."""


async def ask_consent(screen: Asker, guesser: str) -> bool:
    """Return whether texts may go where a guesser is; ask if that is another machine and the user has not agreed yet.

    Raises:
        AutotagError: there is no such guesser, or the agreement cannot be kept.
    """
    consent = await screen.blocking(guessers.plan_consent, screen.project, guesser)
    if consent is None or consent.agreement:
        return True
    if not await screen.ask(consent.question):
        screen.say(f"Nothing was sent to {consent.host}.")
        return False
    await screen.blocking(guessers.agree, screen.project, consent)
    return True
