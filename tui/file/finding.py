"""Finding a place in few keys: what looks like an entity, letters, words."""

from __future__ import annotations

from core.domain.finding.candidates import candidate_at
from core.domain.finding.places import SEARCHED_FOR, Query
from core.domain.text.selection import Borders, next_word, previous_word, word_at
from tui.commands import Command
from tui.commands import file as commands
from tui.file.labelling import Labelling


class Finding(Labelling):
    """The commands that select a place."""

    _stepping = False
    """Whether the user goes from one likely place to the next, so that tagging one goes on to the next."""

    def do_next_likely(self) -> None:
        """Selects the next place where a mention may have been missed."""
        after = self._session.selection[0] if self._session.selection else -1
        found = self._likely.next(after, self._session.current) if self._likely else None
        self._go_likely(found, "below", commands.PREVIOUS_LIKELY)

    def do_previous_likely(self) -> None:
        """Selects the previous place where a mention may have been missed."""
        before = self._session.selection[0] if self._session.selection else len(self._content)
        found = self._likely.previous(before, self._session.current) if self._likely else None
        self._go_likely(found, "above", commands.NEXT_LIKELY)

    def _go_likely(self, borders: Borders | None, where: str, other_way: Command) -> None:
        if borders is None:
            self.say(f"Nothing that looks like an entity is left {where}; {other_way} looks the other way.")
        else:
            self._select(borders)
            self._stepping = True

    def _select(self, borders: Borders | None) -> None:
        self._stepping = False
        super()._select(borders)

    async def do_find(self) -> None:
        """Selects the next place that is searched: letters, or tags and suggestions of an entity or a score."""
        wanted = await self.question_bar.ask_text(f"Find ({SEARCHED_FOR}):", check=Query.parse_answer)
        if not wanted:
            return
        after = self._session.selection[1] if self._session.selection else 0
        tagging = self._session.current
        found = Query.parse(wanted).places(self._content, (*tagging.tags, *tagging.suggestions))
        if found:
            self._select(next((borders for borders in found if borders[0] >= after), found[0]))
        else:
            self.say(f"{wanted!r} is not in this file.")

    def do_phrase(self) -> None:
        """Takes the whole phrase around the selection, or only its first word again."""
        if self._session.selection is None:
            self.do_word_right()
            return
        at = self._session.selection[0]
        phrase = candidate_at(self._content, at)
        self._select(phrase if phrase and phrase != self._session.selection else word_at(self._content, at))

    def do_word_right(self) -> None:
        """Selects the next word."""
        self._select(next_word(self._content, self._session.selection))

    def do_word_left(self) -> None:
        """Selects the previous word."""
        self._select(previous_word(self._content, self._session.selection))

    def do_word_down(self) -> None:
        """Selects a word below."""
        self._select(self._text.word_below(self._session.selection, 1))

    def do_word_up(self) -> None:
        """Selects a word above."""
        self._select(self._text.word_below(self._session.selection, -1))

    def do_page_down(self) -> None:
        """Scrolls down."""
        self._page(1)

    def do_page_up(self) -> None:
        """Scrolls up."""
        self._page(-1)
