"""What an action leads to: a new state, and what the screen has to say, ask or open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from tui.commands.answers import YES_OR_NO
from tui.file.ports import Ports
from tui.file.state import State
from tui.shell.destinations import Destination


@dataclass(frozen=True)
class Question:
    """A question to the user.

    Attributes:
        text: as it is asked.
        then: returns the action for an answer; the answer is None if the user leaves the question.
        keys: the keys that answer it, each with its label, if one key does.
        options: to choose from, if there are any; else the answer is typed.
        check: raises `AutotagError` for an answer that will not do.
    """

    text: str
    then: Callable[[str | None], Action]
    keys: Mapping[str, str] = field(default_factory=dict)
    options: Sequence[str] = ()
    check: Callable[[str], object] | None = None


@dataclass(frozen=True)
class Result:
    """The outcome of an action.

    Attributes:
        state: the new state.
        say: a sentence to show; None leaves what is shown.
        ask: a question to ask.
        leave: another screen to open.
        later: looks for a sentence to show when it is found; may take its time.
    """

    state: State
    say: str | None = None
    ask: Question | None = None
    leave: Destination | None = None
    later: Callable[[], str] | None = None


Action: TypeAlias = Callable[[State, Ports], Result]
"""Blocks until the disk has what it writes.

Raises:
    AutotagError: something could not be read or written; what was written before stays.
"""


@dataclass(frozen=True)
class StateOnly:
    """An action that changes nothing but the state: calls no port that reads or writes, and takes under 10 ms.

    The screen runs it on the event loop, and every other action in a thread. Used as a decorator.
    """

    run: Action

    def __call__(self, state: State, ports: Ports) -> Result:
        """Return the outcome."""
        return self.run(state, ports)


@StateOnly
def nothing(state: State, _ports: Ports) -> Result:
    """Leave everything as it is."""
    return Result(state)


def yes_or_no(text: str, if_yes: Action, if_no: Action = nothing) -> Question:
    """Return a question that `y` and `n` answer."""
    return Question(f"{text} (y/n)", lambda answer: if_yes if answer == "y" else if_no, keys=YES_OR_NO)
