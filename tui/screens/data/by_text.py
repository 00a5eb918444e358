"""Review by text: one question for each distinct string, over many files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import ClassVar

from textual import events, on
from textual.widget import Widget
from textual.widgets import Static

from core.domain.finding.places import Place
from core.domain.finding.tagged_strings import TaggedStrings
from core.domain.project.schema import Schema
from core.domain.tagging.bulk import caution
from core.domain.tagging.questions import Order, Question, bundles
from core.domain.wording import counted
from core.errors import AutotagError
from core.services.project import entities, files
from core.services.review import evidence
from core.services.review.by_text import ReviewQueue
from tui.commands import Offer
from tui.commands import places as commands
from tui.screens.data.samples import SAMPLES, samples
from tui.shell.destinations import FilePage, Places
from tui.shell.next_steps import EVERY_FILE_DONE
from tui.shell.screen import AutotagScreen
from tui.widgets.columns import Column
from tui.widgets.row_list import RowList

_DONE = f"No suggestion is left: {commands.READ} saves and opens the files, to look for what was missed."


class QueueScreen(AutotagScreen):
    """Questions about the suggestions of some files.

    Args:
        names: of the files.
        to_read: names of the files to read afterwards, if not the same: what was missed is not seen here.
    """

    SECTION: ClassVar[str] = "Tag data"
    HEADING: ClassVar[str] = "Review by text"

    def __init__(self, names: Sequence[str], to_read: Sequence[str] = ()) -> None:
        super().__init__()
        self._names = names
        self._to_read = to_read or names
        self._queue: ReviewQueue | None = None
        self._order = Order.MANY
        self._later: list[str] = []
        self._why = ""
        self._schema = Schema()
        self._strings = TaggedStrings()
        self._samples = Static(markup=False, classes="pad")
        self._list: RowList[Question] = RowList(
            [
                Column("Text"),
                Column("Entity", 18),
                Column("Places", 6, right=True),
                Column("Files", 5, right=True),
                Column("Score", 10, right=True),
            ],
            _cells,
            lambda question: question.id,
            self.appearance,
        )

    def compose_body(self) -> Iterable[Widget]:
        """Yield the list of questions, and some places of the question under the cursor."""
        yield self._list
        self._samples.styles.height = SAMPLES
        yield self._samples

    def offers(self) -> Sequence[Offer]:
        """Return the commands of this screen."""
        return (
            Offer(commands.ACCEPT, self.do_accept),
            Offer(commands.REJECT, self.do_reject),
            Offer(commands.READ, self.do_read),
            Offer(commands.ACCEPT_ALL, self.do_accept_all),
            Offer(commands.REJECT_ALL, self.do_reject_all),
            Offer(commands.ENTITY, self.do_entity),
            Offer(commands.UNDO, self.do_undo),
            Offer(commands.REDO, self.do_redo),
            Offer(commands.SAVE, self.do_save),
            Offer(commands.LATER, self.do_later),
            Offer(commands.PLACES, self.do_places),
            Offer(commands.ACCEPT_MANY, self.do_accept_many),
            Offer(commands.REJECT_MANY, self.do_reject_many),
            Offer(commands.ORDER, self.do_order),
        )

    async def load(self) -> None:
        """Open the files, also when the screen comes back: decisions may have been made elsewhere."""
        self._list.focus()
        self._schema = await self.blocking(entities.load_schema, self.project)
        self._strings = (await self.blocking(evidence.load_evidence, self.project)).strings
        earlier = self._queue or self.host.queues.get(self.project.folder)
        self._queue = await self.blocking(ReviewQueue, self.project, self._names, earlier)
        await self._show()

    def on_unmount(self) -> None:
        """Leave the files."""
        if self._queue is not None:
            self.host.queues[self.project.folder] = self._queue
            with suppress(AutotagError):  # the next session finds what could not be removed
                self._queue.close()

    async def _show(self) -> None:
        assert self._queue is not None
        questions = await self.blocking(self._queue.questions, self._order)
        questions.sort(key=lambda question: self._later.index(question.id) if question.id in self._later else -1)
        self._list.set_rows(questions)
        places = _places(questions)
        decided = self._queue.decided if self._queue.has_unsaved else 0  # not what was decided in the files
        unsaved = f"  {decided} decided" if decided else ""
        self.title_bar.show(
            f"Review by text, {self._order}",
            f"{counted(len(questions), 'question')}, {counted(places, 'place')}{unsaved}",
        )
        self._show_samples()
        if not questions:
            self.say(_DONE)

    @on(RowList.Highlighted)
    def _show_samples(self) -> None:
        """Show places of the question under the cursor, and what speaks for it."""
        question = self._list.current
        self._samples.update(samples(question.places if question else (), self.size.width, self.appearance.glyphs.cut))
        shown, self._why = self._why, self._strings.why(question.text, question.entity) if question else ""
        if self.message_line.message in ("", shown):  # another sentence stays
            self.say(self._why)

    def key_pressed(self, event: events.Key) -> bool:
        """Accept as another entity for a digit; let the list take other keys."""
        entity = self._schema.by_hotkey(event.character) if event.character else None
        if entity is None:
            return super().key_pressed(event)
        self.perform(lambda: self._accept(entity.name))
        return True

    async def do_accept(self) -> None:
        """Accept the text as what it is suggested as."""
        await self._accept("")

    async def _accept(self, entity: str) -> None:
        if self._queue is not None and (question := self._list.current):
            await self.blocking(self._queue.accept, question, entity)
            await self._show()

    async def do_reject(self) -> None:
        """Reject the text."""
        if self._queue is not None and (question := self._list.current):
            await self.blocking(self._queue.reject, question)
            await self._show()

    async def do_accept_all(self) -> None:
        """Accept all questions that are left, after saying what they are."""
        await self._accept_all(self._list.rows)

    async def do_reject_all(self) -> None:
        """Reject all questions that are left, after saying what they are."""
        await self._reject_all(self._list.rows)

    async def do_accept_many(self) -> None:
        """Ask which questions to accept together."""
        await self._accept_all(await self._bundle("Accept"))

    async def do_reject_many(self) -> None:
        """Ask which questions to reject together."""
        await self._reject_all(await self._bundle("Reject"))

    async def _accept_all(self, chosen: Sequence[Question]) -> None:
        if self._queue is not None and await self._is_sure("Accept", chosen):
            await self.blocking(self._queue.accept_all, chosen)
            await self._show()

    async def _reject_all(self, chosen: Sequence[Question]) -> None:
        if self._queue is not None and await self._is_sure("Reject", chosen):
            await self.blocking(self._queue.reject, *chosen)
            await self._show()

    async def _bundle(self, verb: str) -> Sequence[Question]:
        """Ask which questions; none if the user leaves."""
        focus = self._list.current
        found = bundles(self._list.rows, focus) if focus else {}
        named = {f"{len(chosen)} {what}": chosen for what, chosen in found.items()}
        answer = await self.question_bar.ask_choice(f"{verb} all texts:", list(named)) if named else None
        return named[answer] if answer else ()

    async def _is_sure(self, verb: str, chosen: Sequence[Question]) -> bool:
        """Ask before a decision on many."""
        if not chosen:
            return False
        self.say(caution(((question.scores[0], question.text, question.entity) for question in chosen), self._strings))
        sure = await self.ask(f"{verb} {counted(len(chosen), 'text')} in {counted(_places(chosen), 'place')}?")
        self.say("")
        return sure

    async def do_entity(self) -> None:
        """Ask for another entity."""
        if chosen := await self.question_bar.ask_choice("Entity:", self._schema.names):
            await self._accept(chosen)

    async def do_later(self) -> None:
        """Put the question behind the others, and go on to the next."""
        if question := self._list.current:
            following = [other.id for other in self._list.rows[self._list.rows.index(question) + 1 :]]
            self._later = [*(id_ for id_ in self._later if id_ != question.id), question.id]
            await self._show()
            if following:
                self._list.move_to(following[0])

    def do_places(self) -> None:
        """List the places of the question."""
        if question := self._list.current:
            places: list[Place] = list(question.places)
            self.go(Places(f"{question.text} as {question.entity}", lambda: places))

    @on(RowList.Chosen)
    def _chosen(self) -> None:
        self.run_command(commands.PLACES)

    async def do_order(self) -> None:
        """Take the next order."""
        orders = list(Order)
        self._order = orders[(orders.index(self._order) + 1) % len(orders)]
        await self._show()

    async def do_undo(self) -> None:
        """Take the last decision back."""
        if self._queue is None:
            return
        questions = await self.blocking(self._queue.undo)
        await self._show()
        if not questions:
            self.say("There is nothing to undo.")
            return
        self._list.move_to(questions[0].id)
        self.say(f"Undone: {_named(questions)}.")

    async def do_redo(self) -> None:
        """Repeat the decision that was undone last."""
        if self._queue is None:
            return
        questions = await self.blocking(self._queue.redo)
        await self._show()
        self.say(f"Done again: {_named(questions)}." if questions else "There is nothing to redo.")

    async def before_round(self) -> None:
        """Save decisions made here: the next model learns from saved tags only."""
        if self._queue is not None:
            await self.blocking(self._queue.save)

    async def do_save(self) -> None:
        """Save all files."""
        if self._queue is None:
            return
        saved = await self.blocking(self._queue.save)
        await self._show()
        self.say(f"Saved {counted(saved, 'file')}; {commands.READ} opens those still to read.")

    async def do_read(self) -> None:
        """Save, and open the first file to read; saving goes on through the others."""
        if self._queue is None:
            return
        await self.blocking(self._queue.save)
        first = await self.blocking(files.next_to_do, self.project, self._to_read, "")
        if first is None:
            self.say(f"Saved. {EVERY_FILE_DONE}")
            return
        self.go(FilePage(first, self._to_read))


def _named(questions: Sequence[Question]) -> str:
    """Return the text of one question or the number of several, and the number of places."""
    what = questions[0].text if len(questions) == 1 else counted(len(questions), "text")
    return f"{what}, in {counted(_places(questions), 'place')}"


def _places(questions: Iterable[Question]) -> int:
    return sum(len(question.places) for question in questions)


def _cells(question: Question) -> Sequence[str]:
    low, high = question.scores
    score = f"{low:.0%}" if f"{low:.0%}" == f"{high:.0%}" else f"{low:.0%}-{high:.0%}"
    return question.text, question.entity, str(len(question.places)), str(len(question.suggestions)), score
