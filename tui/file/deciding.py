"""Deciding on suggestions: one by one, many at once, back and forth."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from core.domain.tagging.bulk import Bulk, bulks
from core.domain.tagging.review import Action, Event
from core.domain.tagging.tags import Suggestion
from core.domain.wording import counted
from tui.file.opened import OpenedFile

_MANY = (Action.ACCEPT_ALL, Action.REJECT_ALL, Action.TAG_ALL)


class Deciding(OpenedFile):
    """The commands that accept, reject, move between suggestions, and undo."""

    async def do_accept(self) -> None:
        """Accepts the selected suggestion."""
        if suggestion := self._session.selected_suggestion:
            await self._record(self._session.accept(suggestion))
            self._say_when_done()

    async def do_reject(self) -> None:
        """Rejects the selected suggestion."""
        if suggestion := self._session.selected_suggestion:
            await self._record(self._session.reject(suggestion))
            self._say_when_done()

    async def do_accept_all(self) -> None:
        """Accepts all suggestions of the file after saying what they are."""
        await self._decide_on(Bulk.of_file(self._session.current.suggestions), "Accept", self._session.accept_all)

    async def do_reject_all(self) -> None:
        """Rejects all suggestions of the file after saying what they are."""
        await self._decide_on(Bulk.of_file(self._session.current.suggestions), "Reject", self._session.reject_all)

    async def do_accept_many(self) -> None:
        """Asks which suggestions to accept together."""
        await self._decide_on(await self._choose_bulk("Accept"), "Accept", self._session.accept_all)

    async def do_reject_many(self) -> None:
        """Asks which suggestions to reject together."""
        await self._decide_on(await self._choose_bulk("Reject"), "Reject", self._session.reject_all)

    def _bulks(self) -> list[Bulk]:
        session = self._session
        return bulks(
            session.current.suggestions, session.selected_suggestion, self._content, self._text.visible_stretch
        )

    async def _choose_bulk(self, verb: str) -> Bulk | None:
        found = {f"{len(bulk.suggestions)} {bulk.label}": bulk for bulk in self._bulks()}
        chosen = await self.question_bar.ask_choice(f"{verb} all:", list(found))
        return found[chosen] if chosen else None

    async def _decide_on(
        self, bulk: Bulk | None, verb: str, decide: Callable[[Iterable[Suggestion]], Event | None]
    ) -> None:
        if bulk is not None and await self._is_sure(bulk, verb):
            await self._record(decide(bulk.suggestions))
            self._say_when_done()

    async def _is_sure(self, bulk: Bulk, verb: str) -> bool:
        """Asks before a decision on many, saying what they are."""
        self.say(bulk.warning(self._content, self._evidence.strings))
        agreed = await self.ask(bulk.question(verb))
        self.say("")
        return agreed

    def _say_when_done(self) -> None:
        if not self._session.current.suggestions:
            self.say("No suggestion is left in this file: enter saves and opens the next one.")

    def do_next(self) -> None:
        """Selects the next suggestion."""
        if suggestion := self._session.next_suggestion():
            self._select(suggestion.borders)

    def do_previous(self) -> None:
        """Selects the previous suggestion."""
        if suggestion := self._session.previous_suggestion():
            self._select(suggestion.borders)

    async def do_undo(self) -> None:
        """Takes the last step back."""
        await self._step_through(self._session.undo(), "undone")

    async def do_redo(self) -> None:
        """Does the last undone step again."""
        await self._step_through(self._session.redo(), "done again")

    async def _step_through(self, event: Event | None, done: str) -> None:
        await self._record(event)
        if event is None:
            wanted = "undo" if done == "undone" else "redo"
            self.say(f"There is nothing to {wanted} in this file since autotag was opened.")
        else:
            what = f" ({counted(event.step.change.places, 'place')})" if event.step.action in _MANY else ""
            self.say(f"{event.step.action.capitalize()}{what} was {done}.")
