"""One file: tagging by hand and reviewing suggestions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from textual import on

from core.domain.tagging.bulk import Bulk
from core.domain.tagging.review import Event
from core.domain.tagging.tags import Suggestion
from core.domain.text.selection import Borders, word_at
from core.domain.wording import counted
from core.services.project import files
from tui.commands import Offer
from tui.commands import file as commands
from tui.file.deciding import Deciding
from tui.file.tagging import Tagging
from tui.widgets.meter import meter
from tui.widgets.tagged_text import TaggedText

_BAR = 12
"""Cells of the bar that shows how far the review is."""


class FileScreen(Deciding, Tagging):
    """All that can be done with one file."""

    def __init__(self, name: str, names: Sequence[str], select: Borders | None = None) -> None:
        super().__init__(name, names, select)
        self._gone_on_from: list[str] = []
        """Files gone on from in which something can be undone, the last one last."""

    def offers(self) -> Sequence[Offer]:
        """Return the commands of a file."""
        return (
            Offer(commands.ACCEPT, self.do_accept, when=self._has_suggestion),
            Offer(commands.REJECT, self.do_reject, when=self._has_suggestion),
            Offer(commands.SAVE_NEXT, self.do_save_next, when=self._is_open),
            Offer(commands.NEXT_LIKELY, self.do_next_likely, when=self._is_open),
            Offer(commands.UNDO, self.do_undo, when=self._is_open),
            Offer(commands.ACCEPT_REST, self.do_accept_rest, when=self._has_suggestions),
            Offer(commands.REJECT_REST, self.do_reject_rest, when=self._has_suggestions),
            Offer(commands.NEXT, self.do_next, when=self._has_suggestions),
            Offer(commands.PREVIOUS, self.do_previous, when=self._has_suggestions),
            Offer(commands.SAVE, self.do_save, when=self._is_open),
            Offer(commands.LABELS, self.do_labels, when=self._is_open),
            Offer(commands.HINTS, self.do_hints, when=self._is_open),
            Offer(commands.ENTITY, self.do_entity, when=self._is_open),
            Offer(commands.ACCEPT_ALL, self.do_accept_all, when=self._has_suggestions),
            Offer(commands.REJECT_ALL, self.do_reject_all, when=self._has_suggestions),
            Offer(commands.REMOVE, self.do_remove, when=self._has_tag),
            Offer(commands.SAME_TEXT, self.do_same_text, when=self._is_open),
            Offer(commands.ACCEPT_MANY, self.do_accept_many, when=self._has_suggestions),
            Offer(commands.REJECT_MANY, self.do_reject_many, when=self._has_suggestions),
            Offer(commands.NEXT_FILE, self.do_next_file, when=self._is_open),
            Offer(commands.PREVIOUS_FILE, self.do_previous_file, when=self._is_open),
            Offer(commands.FIND, self.do_find, when=self._is_open),
            Offer(commands.REDO, self.do_redo, when=self._is_open),
            Offer(commands.DISCARD, self.do_discard, when=self._has_unsaved),
            Offer(commands.SAME_ELSEWHERE, self.do_same_elsewhere, when=self._is_open),
            Offer(commands.FLAG, self.do_flag, when=self._is_open),
            Offer(commands.PREVIOUS_LIKELY, self.do_previous_likely, when=self._is_open),
            Offer(commands.HINTS_GROW, self.do_hints_grow, when=self._is_open),
            Offer(commands.PHRASE, self.do_phrase, when=self._is_open),
            Offer(commands.WORD_RIGHT, self.do_word_right, when=self._is_open),
            Offer(commands.WORD_LEFT, self.do_word_left, when=self._is_open),
            Offer(commands.WORD_DOWN, self.do_word_down, when=self._is_open),
            Offer(commands.WORD_UP, self.do_word_up, when=self._is_open),
            Offer(commands.GROW, self.do_grow, when=self._is_open),
            Offer(commands.SHRINK, self.do_shrink, when=self._is_open),
            Offer(commands.GROW_LEFT, self.do_grow_left, when=self._is_open),
            Offer(commands.SHRINK_LEFT, self.do_shrink_left, when=self._is_open),
            Offer(commands.GROW_CHAR, self.do_grow_char, when=self._is_open),
            Offer(commands.SHRINK_CHAR, self.do_shrink_char, when=self._is_open),
            Offer(commands.START_LEFT, self.do_start_left, when=self._is_open),
            Offer(commands.START_RIGHT, self.do_start_right, when=self._is_open),
            Offer(commands.PAGE_DOWN, self.do_page_down, when=self._is_open),
            Offer(commands.PAGE_UP, self.do_page_up, when=self._is_open),
        )

    def _is_open(self) -> bool:
        return self._file is not None

    def _has_suggestion(self) -> bool:
        return self._is_open() and self._session.selected_suggestion is not None

    def _has_suggestions(self) -> bool:
        return self._is_open() and bool(self._session.current.suggestions)

    def _has_tag(self) -> bool:
        return self._is_open() and self._session.selected_tag is not None

    def _has_unsaved(self) -> bool:
        return self._is_open() and self._session.has_unsaved

    # Saving, and going on.

    async def do_save(self) -> None:
        """Save tags."""
        await self._save()

    async def _save(self) -> None:
        before = len(self._session.saved.tags)
        await self.blocking(self._opened.save)
        tagging = self._session.saved
        read = not tagging.suggestions
        await self.blocking(self._evidence.put, self._file_name, self._content, tagging.tags, read=read)
        self._show()
        left = f"; {counted(len(tagging.suggestions), 'suggestion')} left to decide" if tagging.suggestions else ""
        self.say(f"Saved: {counted(len(tagging.tags), 'tag')} ({len(tagging.tags) - before:+d}){left}.")

    async def do_save_next(self) -> None:
        """Saves, and opens the next file with something to do: one with suggestions, or one not read yet."""
        left = len(self._session.current.suggestions)
        # Saved without a tag, a file counts as one without entities.
        saves = self._session.has_unsaved or not (left or self._opened.is_read)
        if saves:
            await self._save()
        if left:
            self.do_next()
            what = f"{counted(left, 'suggestion')} left in this file: v accepts, r rejects all; ] goes on without."
            self.say(f"Saved. {what}" if saves else what)
        else:
            await self._open_next_to_do("")

    async def do_accept_rest(self) -> None:
        """Accepts what is left, saves, and goes on."""
        await self._decide_rest("Accept", self._session.accept_all)

    async def do_reject_rest(self) -> None:
        """Rejects what is left, saves, and goes on."""
        await self._decide_rest("Reject", self._session.reject_all)

    async def _decide_rest(self, verb: str, decide: Callable[[Iterable[Suggestion]], Event | None]) -> None:
        """Decides on all suggestions that are left and goes on; asks first if some of them are not in view."""
        rest, name = Bulk.of_file(self._session.current.suggestions), self._file_name
        if rest.lies_within(self._text.visible_stretch) or await self._is_sure(rest, verb):
            await self._record(decide(rest.suggestions))
            await self._save()
            await self._open_next_to_do(f"{counted(len(rest.suggestions), 'suggestion')} {verb.lower()}ed in {name}. ")

    async def _open_next_to_do(self, told: str) -> None:
        """Opens the next file with something to do, once this one is saved.

        Args:
            told: what is to be said first of this one.
        """
        following = await self.blocking(files.next_to_do, self.project, self._names, self._file_name)
        if following is None:
            self.say(f"{told}Saved. Every file is done, and no suggestion is left.")
            return
        if self._session.done:
            self._gone_on_from.append(self._file_name)
        self.say("")  # that it was saved is told by what comes next
        await self._open(following)
        # Beside the commands: a large project takes its time to be counted.
        self.in_background(self._tell_progress(told), "progress")

    async def _tell_progress(self, told: str) -> None:
        """Says how far the review is, after what is to be said first."""
        listed = (await self.blocking(files.list_files, self.project)).usable()
        done, waiting = len(listed) - len(listed.to_do()), listed.suggestion_count
        bar = meter(done / max(len(listed), 1), _BAR, self.appearance.glyphs)
        if self.message_line.message in ("", self._why):
            left = counted(waiting, "suggestion") + " to review" if waiting else "F8 trains and tags the next ten"
            keys = self.host.statistics.keys_saved
            saved = f", {counted(keys, 'key')} saved" if keys else ""
            self.say(f"{told}{bar} {done} of {counted(len(listed), 'file')} done, {left}{saved}")

    async def do_undo(self) -> None:
        """Takes the last step back; where there is none, leads back to the file gone on from."""
        self._gone_on_from = [name for name in self._gone_on_from if name != self._file_name]
        if self._session.done or not self._gone_on_from:
            await super().do_undo()
            return
        await self._open(self._gone_on_from.pop())
        self.say(f"Back in {self._file_name}: u takes back what was decided here.")

    async def before_round(self) -> None:
        """Save decisions made here: the next model learns from saved tags only.

        Tags made here from another file wait until this one is read.
        """
        if self._has_decided and self._session.has_unsaved:
            await self._save()

    async def do_discard(self) -> None:
        """Gives up all unsaved decisions after asking."""
        if self._session.has_unsaved and await self.ask("Give up all unsaved decisions in this file?"):
            await self.blocking(self._opened.discard)
            self._show()

    async def do_flag(self) -> None:
        """Flags the file, or takes the flag off."""
        flagged = await self.blocking(self._opened.flag)
        self.say("Flagged; Tag data has a filter for such files." if flagged else "The flag is off.")

    async def do_next_file(self) -> None:
        """Opens the next file; unsaved decisions stay unsaved, on disk."""
        await self._go_file(1)

    async def do_previous_file(self) -> None:
        """Opens the previous file."""
        await self._go_file(-1)

    async def _go_file(self, step: int) -> None:
        index = self._names.index(self._file_name) + step if self._file_name in self._names else 0
        if 0 <= index < len(self._names):
            await self._open(self._names[index])
        else:
            self.say("This is the last file of the list." if step > 0 else "This is the first file of the list.")

    # The mouse.

    @on(TaggedText.SpanClicked)
    def _span_clicked(self, event: TaggedText.SpanClicked) -> None:
        self.perform(lambda: self._select(event.span.borders))

    @on(TaggedText.TextSelected)
    def _text_selected(self, event: TaggedText.TextSelected) -> None:
        borders = (event.start, event.end)
        self.perform(lambda: self._select(word_at(self._content, event.start) if event.start == event.end else borders))

    @on(TaggedText.SelectorClicked)
    def _selector_clicked(self, event: TaggedText.SelectorClicked) -> None:
        self.run_command(commands.ACCEPT if event.accepts else commands.REJECT)
