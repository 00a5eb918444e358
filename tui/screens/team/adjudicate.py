"""Adjudication: the versions of a place that several people tagged blindly, and one key to decide."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from typing import ClassVar, TypeAlias

from textual import events
from textual.containers import Container
from textual.widget import Widget

from core.domain.project.schema import Schema
from core.domain.team.regions import Region
from core.domain.text.selection import Borders, Unit, move_end, move_start
from core.domain.text.spans import Span, SpanSet, position
from core.domain.wording import counted
from core.errors import AutotagError
from core.services.project import entities
from core.services.team.adjudication import Adjudication, Disagreement
from tui.commands import Command, Offer
from tui.commands import adjudication as commands
from tui.screens.team.version import VersionPane
from tui.shell.destinations import AgreementPage
from tui.shell.screen import AutotagScreen
from tui.widgets.selection_line import SelectionLine

_WIDE = 110
"""Columns from which on the versions are next to each other."""

_Move: TypeAlias = Callable[[str, Borders, Unit, bool], Borders]

_MOVES: dict[Command, tuple[_Move, Unit, bool]] = {
    commands.GROW: (move_end, Unit.WORD, True),
    commands.SHRINK: (move_end, Unit.WORD, False),
    commands.GROW_LEFT: (move_start, Unit.WORD, True),
    commands.SHRINK_LEFT: (move_start, Unit.WORD, False),
    commands.GROW_CHAR: (move_end, Unit.CHARACTER, True),
    commands.SHRINK_CHAR: (move_end, Unit.CHARACTER, False),
    commands.START_LEFT: (move_start, Unit.CHARACTER, True),
    commands.START_RIGHT: (move_start, Unit.CHARACTER, False),
}

_NONE = (
    "No file is to be adjudicated: 'autotag double' marks some, and each of their annotators has to be done with them."
)


class AdjudicateScreen(AutotagScreen):
    """A place that annotators tagged differently, drawn as each of them has it."""

    SECTION: ClassVar[str] = "Tag data"
    HEADING: ClassVar[str] = "Adjudicate"

    def __init__(self) -> None:
        super().__init__()
        self._adjudication: Adjudication | None = None
        self._disagreement: Disagreement | None = None
        self._drawn: Borders | None = None
        self._kept: tuple[Span, ...] = ()
        self._later: list[tuple[str, Region]] = []
        self._schema = Schema()
        self._panes: list[VersionPane] = []
        self._body = Container()
        self._line = SelectionLine(self.appearance)

    def compose_body(self) -> Iterable[Widget]:
        """Yield the versions, and what each annotator has at the place."""
        yield self._body
        yield self._line

    def on_resize(self) -> None:
        """Put the versions next to each other where there is room, else below each other."""
        self._body.styles.layout = "horizontal" if self.size.width >= _WIDE else "vertical"

    def offers(self) -> Sequence[Offer]:
        """Return the commands of this screen."""
        return (
            Offer(commands.AGREED, self.do_agreed, when=lambda: self._adjudication is not None),
            Offer(commands.NOTHING, self.do_nothing, when=self._asks),
            Offer(commands.OTHER, self.do_other, when=self._asks),
            Offer(commands.ALSO, self.do_also, when=self._asks),
            Offer(commands.UNDO, self.do_undo),
            Offer(commands.SAVE, self.do_save),
            Offer(commands.FIGURES, self.do_figures),
            Offer(commands.LATER, self.do_later, when=self._asks),
            Offer(commands.REDO, self.do_redo),
            *(Offer(command, partial(self.do_move, *how), when=self._asks) for command, how in _MOVES.items()),
            Offer(commands.PAGE_DOWN, lambda: self._scroll(1)),
            Offer(commands.PAGE_UP, lambda: self._scroll(-1)),
        )

    async def load(self) -> None:
        """Open the files that are ready, with the decisions made before."""
        self._schema = await self.blocking(entities.load_schema, self.project)
        self._adjudication = await self.blocking(Adjudication, self.project)
        await self._show()

    def on_unmount(self) -> None:
        """Leave the files; decisions that are not saved are there again the next time."""
        super().on_unmount()
        if self._adjudication is not None:
            with suppress(AutotagError):  # the next session finds what could not be removed
                self._adjudication.close()

    def key_pressed(self, event: events.Key) -> bool:
        """Take the version of the annotator with this number."""
        disagreement, character = self._disagreement, event.character or ""
        if disagreement is None or not character.isdecimal() or not character.isascii():
            return super().key_pressed(event)
        number = int(character) - 1
        if not 0 <= number < len(disagreement.annotators):
            return super().key_pressed(event)
        self.perform(lambda: self._take(disagreement, disagreement.annotators[number]))
        return True

    async def do_agreed(self) -> None:
        """Take all that the annotators agree on."""
        assert self._adjudication is not None
        taken = await self.blocking(self._adjudication.take_agreed)
        await self._show(f"{counted(taken, 'place')} taken." if taken else "Nothing is left that all agree on.")

    async def do_nothing(self) -> None:
        """Leave the place without a tag."""
        await self._decide(lambda adjudication, about: adjudication.decide(about, ()))

    async def do_other(self) -> None:
        """Ask for a tag that nobody has made, and take it with those that were kept."""
        if chosen := await self._ask_tag():
            spans = (*self._kept, chosen)
            await self._decide(
                lambda adjudication, about: adjudication.decide(about, tuple(sorted(spans, key=position)))
            )

    async def do_also(self) -> None:
        """Ask for one of several tags, and keep it until the last one is taken."""
        if (chosen := await self._ask_tag()) and self._disagreement is not None:
            self._kept = (*self._kept, chosen)
            self._drawn = None
            await self._show_versions(self._disagreement)
            self.say(
                f"{counted(len(self._kept), 'tag')} kept; draw the next stretch, and {commands.OTHER} for the last."
            )

    async def _ask_tag(self) -> Span | None:
        """Ask for a tag that nobody has made and that overlaps none of those kept."""
        if self._disagreement is None:
            return None
        text, kept = self._disagreement.text, SpanSet(self._kept)
        options = {
            f"{span.entity}: {' '.join(text[span.start : span.end].split())}": span
            for span in self._disagreement.others(list(self._schema.names), self._drawn)
            if not kept.overlapping(*span.borders)
        }
        if not options:
            self.say("Every tag that is left overlaps one that is kept; draw another stretch.")
            return None
        chosen = await self.question_bar.ask_choice("Tag:", list(options))
        return options[chosen] if chosen else None

    async def do_move(self, move: _Move, unit: Unit, outward: bool) -> None:
        """Move a border of the stretch that another tag would have."""
        about = self._disagreement
        if about is None:
            return
        self._drawn = move(about.text, self._drawn or about.region.borders, unit, outward)
        await self._show_versions(about)
        start, end = self._drawn
        self._line.show(_in_words(about), about.text[start:end])
        self.say(f"{commands.OTHER} tags what is drawn; a digit takes the version with its number.")

    async def do_later(self) -> None:
        """Put the place behind the others."""
        if self._disagreement is not None:
            here = _key(self._disagreement)
            self._later = [*(key for key in self._later if key != here), here]
            await self._show()

    def do_figures(self) -> None:
        """Show how well the annotators agree."""
        self.go(AgreementPage())

    async def do_undo(self) -> None:
        """Take the last decision back."""
        await self._step(Adjudication.undo, "undo", "The last decision was undone.")

    async def do_redo(self) -> None:
        """Repeat the decision that was undone last."""
        await self._step(Adjudication.redo, "redo", "The decision was made again.")

    async def do_save(self) -> None:
        """Save the files in which everything is decided."""
        if self._adjudication is None:
            return
        saved = await self.blocking(self._adjudication.save)
        await self._show(f"Saved {counted(len(saved), 'file')}.")

    async def before_round(self) -> None:
        """Save what is decided: the next model learns from it."""
        if self._adjudication is not None:
            await self.blocking(self._adjudication.save)

    def _asks(self) -> bool:
        return self._disagreement is not None

    async def _take(self, about: Disagreement, annotator: str) -> None:
        await self._decide(lambda adjudication, _: adjudication.take(about, annotator))

    async def _decide(self, decide: Callable[[Adjudication, Disagreement], None]) -> None:
        if self._adjudication is not None and self._disagreement is not None:
            await self.blocking(decide, self._adjudication, self._disagreement)
            await self._show()

    async def _step(self, step: Callable[[Adjudication], bool], verb: str, done: str) -> None:
        if self._adjudication is not None:
            happened = await self.blocking(step, self._adjudication)
            await self._show(done if happened else f"There is nothing to {verb}.")

    async def _show(self, done: str = "") -> None:
        """Show the next place and what is left, and say what was done."""
        adjudication = self._adjudication
        assert adjudication is not None
        left = await self.blocking(adjudication.disagreements)
        left.sort(key=lambda each: self._later.index(_key(each)) if _key(each) in self._later else -1)
        self._disagreement = about = left[0] if left else None
        self._drawn, self._kept = None, ()
        figures = [f"{len(left)} to decide", f"{adjudication.agreed} agreed", f"{adjudication.ready} to save"]
        self.title_bar.show(f"Adjudicate {about.name}" if about else "Adjudicate", "  ".join(figures))
        await self._show_versions(about)
        if about is None:
            self._line.show("", "")
            self.say(" ".join(filter(None, (done, _sentence(adjudication)))))
            return
        start, end = about.region.borders
        self._line.show(_in_words(about), about.text[start:end])
        self.say(
            done or f"A digit takes the version with its number; {commands.GROW} and {commands.SHRINK} draw another."
        )

    async def _show_versions(self, about: Disagreement | None) -> None:
        annotators = about.annotators if about else ()
        while len(self._panes) < len(annotators):
            self._panes.append(VersionPane(self.appearance))
            await self._body.mount(self._panes[-1])
        for number, pane in enumerate(self._panes):
            pane.display = number < len(annotators)
            if about is not None and pane.display:
                annotator = annotators[number]
                heading = f"{number + 1} {annotator}"
                pane.show(
                    heading, about.text, about.versions[annotator], self._schema, self._drawn or about.region.borders
                )

    def _scroll(self, pages: int) -> None:
        for pane in self._panes:
            pane.scroll_page(pages)


def _key(about: Disagreement) -> tuple[str, Region]:
    return about.name, about.region


def _in_words(about: Disagreement) -> str:
    """Say which key takes which version: `1 Lender  2 nothing`."""
    versions = about.region.in_words(about.text).values()
    return "  ".join(f"{number} {version}" for number, version in enumerate(versions, 1))


def _sentence(adjudication: Adjudication) -> str:
    """Say what to do where nobody disagrees any more."""
    if not adjudication.files:
        return _NONE
    if adjudication.agreed:
        return f"{commands.AGREED} takes {counted(adjudication.agreed, 'place')} that all agree on."
    return f"Everything is decided: {commands.SAVE} makes it the tags of {counted(adjudication.ready, 'file')}."
