"""Judging the sample of an audit, one tag or stretch at a time, without seeing who tagged it and with which score."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import events
from textual.widget import Widget

from core.domain.audit.figures import Report
from core.domain.audit.judging import Verdict
from core.domain.audit.sampling import Kind
from core.domain.project.schema import Schema
from core.domain.tagging.tags import Tag
from core.domain.text.spans import Span, SpanSet
from core.services.audit.judging import OpenAudit, Question
from core.services.project import entities
from tui.commands import Offer, anywhere
from tui.commands import audit as commands
from tui.shell.screen import AutotagScreen
from tui.widgets.legend import Legend
from tui.widgets.selection_line import SelectionLine
from tui.widgets.tagged_text import TaggedText
from tui.widgets.tagged_text.view import View

_DONE = f"The whole sample is judged. {anywhere.BACK} shows the figures."


class JudgeScreen(AutotagScreen):
    """A unit in its text, and the estimate so far.

    Args:
        audit_id: of the audit.
    """

    SECTION: ClassVar[str] = "Tag data"
    HEADING: ClassVar[str] = "Judge"

    def __init__(self, audit_id: str) -> None:
        super().__init__()
        self._audit_id = audit_id
        self._audit: OpenAudit | None = None
        self._question: Question | None = None
        self._missing: list[str] = []
        self._schema = Schema()
        self._text = TaggedText(self.appearance)
        self._line = SelectionLine(self.appearance)
        self._legend = Legend(self.appearance, "")

    def compose_body(self) -> Iterable[Widget]:
        """Yield the text, the question, and the entities with their keys."""
        yield self._text
        yield self._line
        yield self._legend

    def offers(self) -> Sequence[Offer]:
        """Return the commands of this screen."""
        return (
            Offer(commands.RIGHT, self.do_right, when=lambda: self._question is not None),
            Offer(commands.BORDERS, self.do_borders, when=self._asks_about_tag),
            Offer(commands.WRONG, self.do_wrong, when=self._asks_about_tag),
            Offer(commands.ENTITY, self.do_entity, when=lambda: self._question is not None),
            Offer(commands.UNDO, self.do_undo),
            Offer(commands.PAGE_DOWN, lambda: self._text.scroll_page(1)),
            Offer(commands.PAGE_UP, lambda: self._text.scroll_page(-1)),
        )

    async def load(self) -> None:
        """Open the audit where it was left."""
        self._schema = await self.blocking(entities.load_schema, self.project)
        self._legend.show(self._schema, {}, {})
        self._audit = await self.blocking(OpenAudit, self.project, self._audit_id)
        await self._ask()

    async def _ask(self) -> None:
        """Show the next unit and the estimate so far."""
        assert self._audit is not None
        self._missing = []
        self._question = await self.blocking(self._audit.question)
        report = await self.blocking(self._audit.report)
        kind = "tag" if self._asks_about_tag() else "stretch" if self._question else "done"
        self.title_bar.show(f"Judge: {kind}", _estimates(report), f"{len(self._audit.judgements)} judged")
        if self._question is None:
            self._text.show("", View(self._schema))
            self._line.show("", "")
            self.say(_DONE)
            return
        self._text.show(self._question.document.text, _view(self._question, self._schema))
        self._show_question()

    def _show_question(self) -> None:
        question = self._question
        if question is None:
            return
        unit = question.unit
        if self._asks_about_tag():
            self._line.show(f"Is exactly this a {unit.entity}?", question.document.text[unit.start : unit.end])
        else:
            named = f"so far {', '.join(self._missing)}" if self._missing else "an entity that no line is under"
            self._line.show(f"What is missing in the marked stretch: {named}?", "")

    def _asks_about_tag(self) -> bool:
        return self._question is not None and self._question.unit.kind is not Kind.STRETCH

    def key_pressed(self, event: events.Key) -> bool:
        """Take a digit as the name of an entity."""
        entity = self._schema.by_hotkey(event.character) if event.character else None
        if entity is None or self._question is None:
            return super().key_pressed(event)
        self.perform(lambda: self._take_entity(entity.name))
        return True

    async def do_right(self) -> None:
        """Judge the tag as right, or the stretch as complete."""
        if self._asks_about_tag():
            await self._judge(Verdict.RIGHT)
        else:
            await self._judge(Verdict.MISSING, self._missing)

    async def do_borders(self) -> None:
        """Judge that the entity has other borders."""
        await self._judge(Verdict.BORDERS)

    async def do_wrong(self) -> None:
        """Judge that there is no entity."""
        await self._judge(Verdict.WRONG)

    async def do_entity(self) -> None:
        """Ask for the entity."""
        if chosen := await self.question_bar.ask_choice("Entity:", self._schema.names):
            await self._take_entity(chosen)

    async def _take_entity(self, entity: str) -> None:
        """Note an entity that is missing, or which one a tag should have."""
        if not self._asks_about_tag():
            self._missing = [*self._missing, entity]
            self._show_question()
            self.say(f"{commands.RIGHT} goes on, {commands.UNDO} takes {entity} back.")
        elif self._question and entity == self._question.unit.entity:
            self.say(
                f"It is tagged as {entity}: {commands.RIGHT} if it is right, {commands.BORDERS} if its borders are not."
            )
        else:
            await self._judge(Verdict.ENTITY, [entity])

    async def _judge(self, verdict: Verdict, named: Sequence[str] = ()) -> None:
        if self._audit is not None and self._question is not None:
            await self.blocking(self._audit.judge, self._question.number, verdict, named)
            await self._ask()

    async def do_undo(self) -> None:
        """Take the last entity that was named back, else the last answer."""
        if self._missing:
            self._missing = self._missing[:-1]
            self._show_question()
        elif self._audit is not None and await self.blocking(self._audit.undo) is None:
            self.say("There is no answer of yours to take back.")
        else:
            await self._ask()


def _view(question: Question, schema: Schema) -> View:
    """Show the tag alone, or the stretch with its tags: nothing tells how they came to be."""
    unit = question.unit
    spans = unit.tags or ([Span(unit.start, unit.end, unit.entity)] if unit.entity else [])
    tags = SpanSet(Tag(span.start, span.end, span.entity) for span in spans)
    return View(schema, tags, selection=(unit.start, unit.end))


def _estimates(report: Report) -> str:
    """Return the figures so far, as short as a title needs them."""
    parts = [
        f"{figure.value[0].upper()} {each.value:.2f} ±{each.reach:.2f}"
        for figure, each in report.total.items()
        if each.value is not None
    ]
    return "  ".join(parts)
