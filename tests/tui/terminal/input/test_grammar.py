"""Only a key acts: whatever else a terminal sends, whole or cut, fast or slow, ends as no key."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.events import CursorPosition, Paste

from harness.terminal_replies import REPLIES
from harness.wire import Answers, Wire, cuts

PAUSES = (0.0, 0.03, 0.12, 0.6)
EACH_TERMINAL = pytest.mark.parametrize("answers", Answers)


def keys_of(*parts: bytes, pause: float = 0.0, answers: Answers = Answers.TERMINAL) -> list[str]:
    wire = Wire(answers)
    wire.send(*parts, pause=pause)
    wire.wait_until_settled()
    return wire.keys


@EACH_TERMINAL
@pytest.mark.parametrize("reply", REPLIES.values(), ids=REPLIES)
def test_a_reply_is_never_a_key(reply, answers):
    for pause in PAUSES:
        for place in range(1, len(reply)):
            keys = keys_of(*cuts(reply, place), pause=pause, answers=answers)
            # Where the terminal does not answer, nothing tells an ESC with silence after it from the Escape key.
            allowed = [[], ["escape"]] if place == 1 and pause and answers is not Answers.TERMINAL else [[]]
            assert keys in allowed, (place, pause)
        every_byte = cuts(reply, *range(1, len(reply)))
        possible = set() if answers is Answers.TERMINAL else {"escape"}
        assert set(keys_of(*every_byte, pause=pause, answers=answers)) <= possible, pause


@given(
    st.sampled_from(list(REPLIES.values())),
    st.lists(st.tuples(st.integers(1, 40), st.floats(0, 2.5)), max_size=6),
)
@settings(max_examples=300, deadline=None)
def test_a_reply_with_any_pauses_is_no_key_to_a_terminal_that_answers(reply, pauses):
    wire = Wire()
    start = 0
    for place, pause in sorted(pauses):
        if start < place < len(reply):
            wire.send(reply[start:place])
            wire._arriving.append((wire.now + pause, b""))
            start = place
    wire.send(reply[start:])
    wire.wait_until_settled()
    assert not wire.keys


KEYS = {
    "f5": b"\x1b[15~", "f1": b"\x1bOP", "up": b"\x1b[A", "ctrl+up": b"\x1b[1;5A", "shift+tab": b"\x1b[Z",
    "a": b"\x1b[97;;97u", "delete": b"\x1b[3~", "ctrl+f1": b"\x1b[1;5P", "é": "é".encode(), "f12": b"\x1bO[",
    "f9": b"\x1bOX", "f2": b"\x1b[[B", "alt+a": b"\x1ba",
}  # fmt: skip


@pytest.mark.parametrize(("key", "data"), KEYS.items())
def test_a_key_arrives_whole_or_cut(key, data):
    for pause in PAUSES:
        for place in range(1, len(data)):
            if key == "alt+a" and pause:
                continue  # this is how pressing Escape and then a looks too
            assert keys_of(*cuts(data, place), pause=pause) == [key], (place, pause)


@EACH_TERMINAL
def test_a_lone_escape_is_a_key(answers):
    wire = Wire(answers)
    wire.send(b"\x1b")
    wire.wait(0.3)
    assert wire.keys == ["escape"]


@EACH_TERMINAL
def test_escape_and_the_next_key_both_count_however_fast_they_follow(answers):
    wire = Wire(answers)
    wire.type(b"\x1b", b"a", b"\x1b", b"\x1b[B", b"\x1b", b"\x1b", pause=0.08)
    wire.wait_until_settled()
    assert wire.keys == ["escape", "a", "escape", "down", "escape", "escape"]


@EACH_TERMINAL
@pytest.mark.parametrize("key", ["[", "]", "O", "P", "X", "^", "_", "N"])
def test_a_key_after_escape_that_could_begin_a_sequence_still_counts(key, answers):
    wire = Wire(answers)
    wire.type(b"\x1b", key.encode(), b"j", pause=1.5)
    wire.wait_until_settled()
    assert [wire.keys[0], wire.keys[-1]] == ["escape", "j"]
    assert len(wire.keys) == 3


@pytest.mark.parametrize("key", ["[", "]", "P"])
@pytest.mark.parametrize("pause", [0.06, 0.12, 0.3])
def test_escape_and_a_key_that_could_begin_a_sequence_count_at_the_speed_of_a_typist(key, pause):
    wire = Wire()
    wire.type(b"\x1b", key.encode(), pause=pause)
    wire.wait_until_settled()
    wire.type(b"j")
    assert [wire.keys[0], len(wire.keys), wire.keys[-1]] == ["escape", 3, "j"]


@EACH_TERMINAL
@pytest.mark.parametrize(
    "tail", [b"[15~", b"]11;rgb:aaaa/aaaa/aaaa\x1b\\", b"OP", b"[24;8R", b"P>|axAX\x1b\\", b"[97u"]
)
def test_the_rest_of_a_sequence_whose_esc_was_taken_for_a_key_is_no_key(tail, answers):
    wire = Wire(answers)
    wire.type(b"\x1b", pause=0.6)
    assert wire.keys == ["escape"]
    wire.send(tail)
    wire.wait_until_settled()
    assert wire.keys == ["escape"]


@EACH_TERMINAL
def test_our_own_question_is_understood_whole_and_cut(answers):
    for pause in PAUSES:
        for place in range(1, len(b"\x1b[24;8R")):
            wire = Wire(answers)
            wire.messages.clear()
            wire.send(*cuts(b"\x1b[24;8R", place), pause=pause)
            wire.wait_until_settled()
            assert CursorPosition(7, 23) in wire.messages, (place, pause)


@EACH_TERMINAL
@pytest.mark.parametrize(
    "opener", [b"\x1b]", b"\x1bP", b"\x1b[", b"\x1bO", b"\x1b_", b"\x1b[M", b"\x1b]11;rgb", b"\xe4", b"\xf0\x9f"]
)
def test_a_sequence_that_never_ends_does_not_deafen_the_app(opener, answers):
    wire = Wire(answers)
    wire.send(opener)
    wire.wait(3.5 if answers is Answers.NOBODY else 1.2)
    wire.type(b"j")
    assert wire.keys[-1:] == ["j"]


@EACH_TERMINAL
def test_keys_pressed_in_a_sequence_that_never_ends_are_heard_after_a_while(answers):
    wire = Wire(answers)
    wire.send(b"\x1bP")
    wire.type(*[b"j"] * 200, pause=0.4)
    assert 0 < wire.keys.count("j") < 200


def test_bytes_that_are_no_utf8_are_nothing():
    wire = Wire()
    wire.type(b"\xe4", b"j", b"\xff", b"\xc3", b"k", b"\xed\xa0\x80", pause=0.1)
    wire.wait_until_settled()
    assert wire.keys == ["j", "k"]
    assert wire.reader.dropped["undecodable byte"] == 6


# Pastes.


def pasted(wire: Wire) -> list[str]:
    return [message.text for message in wire.messages if isinstance(message, Paste)]


@EACH_TERMINAL
def test_a_paste_is_text_and_no_keys_wherever_it_is_cut(answers):
    paste = b"\x1b[200~axAX \x1b[A\xe4 q\r\x1b[201~"
    for pause in PAUSES:
        for place in range(1, len(paste)):
            wire = Wire(answers)
            wire.send(*cuts(paste, place), pause=pause)
            wire.wait_until_settled()
            if wire.keys != ["escape"] or answers is Answers.TERMINAL:
                assert (wire.keys, pasted(wire)) == ([], ["axAX  q\r"]), (place, pause)
            wire.type(b"j")
            assert wire.keys[-1] == "j"


@EACH_TERMINAL
def test_a_paste_without_an_end_ends_and_runs_nothing(answers):
    wire = Wire(answers)
    wire.send(b"\x1b[200~aaxx")
    wire.wait(6)
    wire.type(b"j")
    assert (wire.keys, pasted(wire)) == (["j"], ["aaxx"])


def test_keys_pressed_in_a_paste_without_an_end_are_heard_after_a_while():
    wire = Wire(Answers.NOBODY)
    wire.send(b"\x1b[200~aaxx")
    wire.type(*[b"j"] * 120, pause=0.5)
    assert 0 < wire.keys.count("j") < 120


@EACH_TERMINAL
def test_the_rest_of_a_paste_that_was_ended_runs_nothing(answers):
    wire = Wire(answers)
    wire.send(b"\x1b[200~axAX")
    wire.wait(20)
    wire.send(b"axAX" * 20, b"axAX" * 20, b"aaaa\x1b[201~", pause=0.5)
    wire.wait_until_settled()
    wire.type(b"j")
    assert wire.keys == ["j"]


def test_a_paste_that_comes_slowly_stays_a_paste():
    wire = Wire()
    wire.send(b"\x1b[200~", *[b"axAX" * 25] * 1_000, b"\x1b[201~", pause=0.9)
    wire.wait_until_settled(2_000)
    assert not wire.keys
    assert [len(text) for text in pasted(wire)] == [100_000]


def test_a_long_paste_is_kept_in_part_and_runs_nothing():
    wire = Wire()
    wire.send(b"\x1b[200~" + b"axAX" * 300_000 + b"\x1b[201~j")
    assert wire.keys == ["j"]
    assert [len(text) for text in pasted(wire)] == [1_000_000]


# Random bytes.

REFERENCE = re.compile(
    r"\x1b\[M[^\x00-\x1f]{3}|\x1b\[\[[ -~]|\x1b\[[0-?]*[ -/]*[@-~]|\x1bO[0-9;]*[ -:<-~]|\x1bN[ -~]"
    r"|\x1b\][^\x1b\x07\x18\x1a]*(?:\x07|\x1b\\)|\x1b[PX^_][^\x1b\x18\x1a]*(?:\x1b\\|[\x18\x1a])|\x1b[^\[\]ONPX^_]"
)
"""Complete sequences, read from the standard once more and without time."""


@given(
    st.lists(
        st.one_of(
            st.binary(max_size=6),
            st.sampled_from(list(REPLIES.values())),
            st.sampled_from([b"\x1b", b"[", b"\x1b[", b"\x1b]", b"a", b"\x1b[200~", b"\x1b[201~", b"\x9b", b"\xe4"]),
        ),
        max_size=8,
    ),
    st.sampled_from(PAUSES),
    st.sampled_from(Answers),
)
@settings(max_examples=400, deadline=None)
def test_after_any_bytes_the_next_key_is_heard(parts, pause, answers):
    wire = Wire(answers)
    wire.send(*parts, pause=pause)
    wire.wait_until_settled(200)
    wire.wait(4)
    wire.type(b"?")
    wire.wait_until_settled(200)
    assert wire.keys[-1] == "question_mark"


COMPLETE = [
    b"\x1b[15~", b"\x1bOP", b"a", b"x", b"\x1b]11;aXx\x07", b"\x1bPaX\x1b\\", b"\x1b[?1;2c", b"\xc3\xa9", b"\x1b[M aX",
    b"\x1b[[A",
]  # fmt: skip


@given(st.lists(st.sampled_from(COMPLETE), max_size=8), st.data())
@settings(max_examples=300, deadline=None)
def test_where_a_stream_is_cut_makes_no_difference(parts, data):
    stream = b"".join(parts)
    whole = keys_of(stream)
    places = data.draw(st.lists(st.integers(1, max(1, len(stream) - 1)), unique=True, max_size=5).map(sorted))
    pause = data.draw(st.sampled_from(PAUSES))
    assert keys_of(*cuts(stream, *places), pause=pause) == whole
    outside = REFERENCE.sub("", stream.decode())
    assert [key for key in whole if len(key) == 1] == list(outside)
