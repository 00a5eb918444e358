"""The grammar of terminal input: bytes and times in, tokens out.

A terminal sends keys, pastes, mouse reports and replies to questions in one stream, and a slow line may cut that stream
anywhere. The grammar is that of ECMA-48 (control sequences CSI, control strings OSC, DCS, APC, PM and SOS, single
shifts SS2 and SS3) with two additions: X10 mouse reports and the Linux console's function keys. Only a character
outside all of these, or a complete sequence, leaves this module; everything else is counted and dropped.

Time alone decides little. While a sequence is incomplete, the grammar asks for a `Probe`: a question to the terminal,
whose answer can only come after the rest of whatever the terminal sent before it. So a pending ESC that is followed by
the answer was the Escape key, however slow the line is. Where that proves nothing, because a multiplexer answers, what
looks like the rest of a sequence just after an Escape is dropped too.
"""

from __future__ import annotations

from codecs import getincrementaldecoder
from collections import Counter
from collections.abc import Iterator

from tui.terminal.input.paste import PasteBuffer
from tui.terminal.input.patience import (
    ANSWERED,
    CONFIRMED_TAIL,
    LONE_AFTER,
    PROBE_AFTER,
    PROBE_AGAIN_AFTER,
    SILENT,
    TAIL_KEY,
    is_trickle,
)
from tui.terminal.input.states import INTRODUCERS, STRINGS, Incomplete, State, is_c1, is_undecodable
from tui.terminal.input.tokens import POSITION_REPORT, Character, Probe, Sequence, Token

ESC = "\x1b"
_BEL = "\x07"
_CANCEL = "\x18\x1a"
_PASTE_BEGINS, _PASTE_ENDS = "\x1b[200~", "\x1b[201~"
_NEVER = float("-inf")

_LONGEST_SEQUENCE = 256
"""Characters of a control sequence that are kept; no key takes more than 40."""


class InputGrammar:
    """Splits a terminal's input into tokens.

    Attributes:
        patience: how long to wait for what is incomplete; may change at any time.
        dropped: how many sequences, characters and pastes were dropped, by kind; never their contents.
    """

    def __init__(self) -> None:
        self.patience = SILENT
        self.dropped: Counter[str] = Counter()
        self._decoder = getincrementaldecoder("utf-8")("surrogateescape")
        self._open: Incomplete | None = None
        self._interrupted: Incomplete | None = None
        self._paste: PasteBuffer | None = None
        self._cut_paste_until = _NEVER
        self._heard_at = 0.0
        self._gap = 0.0
        self._is_broken = False
        self._tail_until = _NEVER

    @property
    def is_settled(self) -> bool:
        """Whether nothing is incomplete, so that the passing of time changes nothing."""
        return self._open is None and self._paste is None

    def feed(self, data: bytes, now: float) -> Iterator[Token]:
        """Take bytes in.

        Args:
            data: what was read.
            now: the time in seconds, from any origin.
        """
        chars = self._decoder.decode(data)
        if self.is_settled and now < self._cut_paste_until and PasteBuffer.looks_like_rest(chars):
            self._paste = PasteBuffer(now)
        for char in chars:
            self._gap, self._heard_at = now - self._heard_at, now
            yield from self._take(char, now)
            self._is_broken = is_undecodable(char)
        yield from self._probe_if_due(now)

    def tick(self, now: float) -> Iterator[Token]:
        """Take in that nothing has come until now. To be called some 20 times a second while input is not settled."""
        silence = now - self._heard_at
        open_ = self._open
        if self._paste:
            if silence >= self.patience.paste or is_trickle(
                self._paste.length, now - self._paste.began_at, is_paste=True
            ):
                yield from self._end_paste(now, is_cut=True)
        elif open_ is None:
            return
        elif open_.state is State.ESCAPE:
            if silence >= self.patience.escape:
                yield from self._escape_pressed(now, is_confirmed=False)
        elif silence >= self._limit(open_) or is_trickle(open_.length, now - open_.began_at, is_paste=False):
            yield from self._abandon(open_)
        yield from self._probe_if_due(now)

    # Characters, by state.

    def _take(self, char: str, now: float) -> Iterator[Token]:
        open_ = self._open
        if open_ and open_.state is State.MOUSE and char >= " ":
            yield from self._take_mouse(open_, char, now)
        elif char == ESC:
            yield from self._take_escape(now)
        elif is_c1(char) and not self._is_broken:  # the 8-bit form of ESC with a character
            yield from self._take_escape(now)
            self._gap = 0.0
            yield from self._take(chr((ord(char) & 0xFF) - 0x40), now)
        elif open_ is None:
            yield from self._take_ground(char, now)
        elif open_.state is State.ESCAPE:
            yield from self._take_after_escape(char, now)
        elif open_.state in (State.STRING, State.STRING_ESCAPE):
            yield from self._take_string(open_, char, now)
        elif char < " " or char > "~":  # of no sequence: this one stays incomplete
            yield from self._abandon(open_, is_followed=True)
            yield from self._take(char, now)
        else:
            yield from self._take_control(open_, char, now)

    def _take_ground(self, char: str, now: float) -> Iterator[Token]:
        if is_undecodable(char):
            self._drop("undecodable byte")
        elif self._paste:
            self._paste.add(char)
        elif char in INTRODUCERS and now < self._tail_until:
            self._open = Incomplete(ESC + char, INTRODUCERS[char], now, is_tail=True)
        else:
            self._tail_until = _NEVER
            yield Character(char)

    def _take_escape(self, now: float) -> Iterator[Token]:
        """Begin a sequence. If another one is incomplete, only the answer to a probe may come within it."""
        open_ = self._open
        if open_:
            open_.heard_at = now - self._gap
        if open_ and open_.state is State.STRING:
            open_.state = State.STRING_ESCAPE  # with a backslash, it ends the string
            return
        if open_ and open_.state is State.ESCAPE:
            if not self._paste:
                yield from self._escape_pressed(now, is_confirmed=True)
        elif open_:
            yield from self._interrupt(open_)
        self._open = Incomplete(ESC, State.ESCAPE, now)

    def _take_after_escape(self, char: str, now: float) -> Iterator[Token]:
        is_apart = self._gap >= LONE_AFTER
        if char in INTRODUCERS:
            self._open = Incomplete(ESC + char, INTRODUCERS[char], now, is_apart=is_apart)
        elif is_apart and not self._paste:
            yield from self._escape_pressed(now, is_confirmed=True)
            self._tail_until = _NEVER
            yield from self._take(char, now)
        else:
            yield from self._complete(Incomplete(ESC, State.ESCAPE, now), char, now)

    def _take_control(self, open_: Incomplete, char: str, now: float) -> Iterator[Token]:
        """Take a character of a control sequence or a single shift."""
        if open_.state is State.CSI and open_.length == 0 and char in "[M":
            open_.state = State.LINUX if char == "[" else State.MOUSE
        elif open_.state is State.SINGLE_SHIFT:  # with modifiers, as old versions of xterm and Konsole send them
            if not (char.isdigit() or char == ";"):
                yield from self._complete(open_, char, now)
                return
        elif char >= "@" or open_.state is State.LINUX:
            yield from self._complete(open_, char, now)
            return
        open_.length += 1
        open_.text = (open_.text + char)[:_LONGEST_SEQUENCE]

    def _take_mouse(self, open_: Incomplete, char: str, now: float) -> Iterator[Token]:
        """Take one of the three characters of an X10 mouse report."""
        open_.length += 1
        if open_.length > len("M") + 2:
            yield from self._complete(open_, char, now)
        else:
            open_.text += char

    def _take_string(self, open_: Incomplete, char: str, now: float) -> Iterator[Token]:
        """Take a character of a control string, which ST (ESC and a backslash) ends, and BEL if it is an OSC."""
        is_over = open_.state is State.STRING_ESCAPE
        if is_over and char != "\\":
            open_.state = State.STRING
            yield from self._interrupt(open_)
            self._open = Incomplete(ESC, State.ESCAPE, now)
            yield from self._take_after_escape(char, now)
        elif is_over or char in _CANCEL or (char == _BEL and open_.text == "\x1b]"):
            self._drop("rest of a sequence" if open_.is_tail else STRINGS[open_.text[-1]])
            self._open = None
        else:
            open_.length += 1

    # What becomes of a sequence.

    def _complete(self, open_: Incomplete, last: str, now: float) -> Iterator[Token]:
        """Yield a complete sequence, unless it is the rest of one whose ESC was taken for a key, or part of a paste."""
        text = open_.text + last
        self._open = None
        if POSITION_REPORT.fullmatch(text):
            self._resume()
            yield Sequence(text)
            return
        yield from self._abandon_interrupted()
        self._tail_until = _NEVER
        if text == _PASTE_ENDS and self._paste:
            yield from self._end_paste(now, is_cut=False)
        elif self._paste:
            self._drop("sequence in a paste")
        elif text == _PASTE_BEGINS:
            self._paste = PasteBuffer(now)
        elif open_.is_tail:
            self._drop("rest of a sequence")
        elif text == _PASTE_ENDS or len(text) > _LONGEST_SEQUENCE:
            self._drop("end of a paste" if text == _PASTE_ENDS else "endless CSI")
        else:
            yield Sequence(text)

    def _interrupt(self, open_: Incomplete) -> Iterator[Token]:
        """Put an incomplete sequence aside while another one comes."""
        yield from self._abandon_interrupted()
        self._open, self._interrupted = None, open_

    def _resume(self) -> None:
        """Go on with the sequence that the answer to a probe has interrupted."""
        self._open, self._interrupted = self._interrupted, None
        if self._open:
            self._open.is_answered = True
            self._heard_at = self._open.heard_at

    def _abandon_interrupted(self) -> Iterator[Token]:
        open_, self._interrupted = self._interrupted, None
        if open_:
            yield from self._abandon(open_, is_followed=True)

    def _abandon(self, open_: Incomplete, *, is_followed: bool = False) -> Iterator[Token]:
        """End a sequence that stays incomplete: it is dropped, unless keys can look like that.

        Args:
            open_: the sequence.
            is_followed: whether the terminal has sent something else after it.
        """
        yield from self._abandon_interrupted()
        self._open = None
        is_proven = is_followed or open_.is_answered or open_.is_tail
        if is_proven and not self._paste:
            if open_.is_tail and open_.is_introducer:
                yield Character(open_.text[-1])
                return
            if open_.is_apart and open_.is_introducer:  # Escape and another key, pressed one after the other
                yield Character(ESC)
                yield Character(open_.text[-1])
                return
            if open_.text == "\x1b[M" and not open_.is_tail:  # F1 of SCO terminals
                yield Sequence(open_.text)
                return
        self._drop(f"incomplete {open_.state}")

    def _limit(self, open_: Incomplete) -> float:
        """Return the silence after which a sequence is abandoned."""
        if open_.is_tail and open_.is_introducer:
            return TAIL_KEY
        return ANSWERED if open_.is_answered else self.patience.incomplete

    def _escape_pressed(self, now: float, *, is_confirmed: bool) -> Iterator[Token]:
        yield from self._abandon_interrupted()
        self._open = None
        self._tail_until = now + (CONFIRMED_TAIL if is_confirmed else self.patience.tail)
        yield Character(ESC)

    def _end_paste(self, now: float, *, is_cut: bool) -> Iterator[Token]:
        assert self._paste is not None
        paste, self._paste, self._open, self._interrupted = self._paste, None, None, None
        if is_cut:
            self._drop("end of a paste that never came")
        self._cut_paste_until = now + PasteBuffer.REST_WITHIN if is_cut else _NEVER
        yield paste.finished(is_cut=is_cut)

    def _probe_if_due(self, now: float) -> Iterator[Token]:
        open_ = self._open
        if open_ is None or self._paste or open_.probed_at > self._heard_at:
            return
        if now - self._heard_at >= PROBE_AFTER or now - max(open_.began_at, open_.probed_at) >= PROBE_AGAIN_AFTER:
            open_.probed_at = now
            yield Probe()

    def _drop(self, kind: str) -> None:
        self.dropped[kind] += 1
