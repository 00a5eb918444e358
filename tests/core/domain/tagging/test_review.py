from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.tagging.events import Event, EventKind
from core.domain.tagging.review import ReviewSession
from core.domain.tagging.tagging import Tagging
from core.domain.tagging.tags import OriginKind, Suggestion, Tag
from core.domain.text.spans import ScoredSpan, Span, SpanSet
from core.errors import ConflictError

A, B, C = (Suggestion(s, s + 3, "X", 0.5, job="j", model="m") for s in (0, 10, 20))
TAGGED = Tag(30, 35, "Y")


def session(suggestions=(A, B, C), tags=(TAGGED,)):
    ticks = count()
    return ReviewSession.open(
        Tagging(SpanSet(tags), SpanSet(suggestions)), "ann", lambda: f"2026-01-01T00:00:{next(ticks):02d}"
    )


def test_a_session_opens_on_the_first_suggestion():
    assert session().selected_suggestion == A


def test_accepting_makes_a_tag_with_its_origin_and_moves_on():
    opened = session()
    after = opened.after(opened.accept(A))
    tag = after.current.tags.at(0)
    assert (tag.span, tag.by, tag.origin.kind, tag.origin.job, tag.origin.score) == (
        A.span, "ann", OriginKind.ACCEPTED, "j", 0.5,
    )  # fmt: skip
    assert A not in after.current.suggestions
    assert after.selected_suggestion == B


def test_rejecting_removes_the_suggestion_remembers_it_and_moves_on():
    opened = session()
    after = opened.after(opened.reject(A))
    assert after.current.rejected == {A.span}
    assert list(after.current.suggestions) == [B, C]
    assert after.selected_suggestion == B
    assert list(after.unsaved_rejections) == [A]


def test_the_last_decision_goes_back_to_what_was_passed_over():
    opened = session().selecting(C.borders)
    assert opened.after(opened.accept(C)).selected_suggestion == A


def test_another_entity_or_border_accepts_the_suggestion_so():
    opened = session()
    after = opened.after(opened.edit(A, Span(0, 5, "Z")))
    assert [t.span for t in after.current.tags] == [Span(0, 5, "Z"), TAGGED.span]
    assert A not in after.current.suggestions
    assert after.current.tags.at(0).origin.score == 0.5


def test_a_tag_drawn_over_others_replaces_them_and_hides_suggestions():
    opened = session()
    wide = Span(8, 33, "Y")
    assert opened.in_the_way(wide) == (TAGGED,)
    after = opened.after(opened.tag(wide))
    assert [t.span for t in after.current.tags] == [wide]
    assert list(after.current.suggestions) == [A]
    undone = after.after(after.undo())
    assert undone.current == opened.current


def test_tagging_the_same_twice_is_nothing():
    assert session().tag(TAGGED.span) is None


def test_a_bulk_decision_is_undone_as_a_whole():
    opened = session()
    after = opened.after(opened.accept_all(opened.current.suggestions))
    assert len(after.current.tags) == 4
    assert after.after(after.undo()).current == opened.current


def test_decisions_never_touch_the_users_own_tags():
    opened = session()
    for event in (opened.accept_all(opened.current.suggestions), opened.reject_all(opened.current.suggestions)):
        assert TAGGED in opened.after(event).current.tags


def test_undo_reaches_back_across_a_save():
    opened = session()
    saved = opened.after(opened.accept(A))
    saved = saved.after_save(saved.current)
    assert not saved.has_unsaved
    undone = saved.after(saved.undo())
    assert undone.current == opened.current
    assert undone.has_unsaved


def test_an_event_that_does_not_fit_is_refused():
    opened = session()
    event = opened.remove(TAGGED)
    with pytest.raises(ConflictError, match="no longer"):
        session(tags=()).after(event)


OPERATIONS = st.lists(
    st.tuples(
        st.sampled_from(["accept", "reject", "tag", "edit", "remove", "undo", "redo", "all"]), st.integers(0, 40)
    ),
    max_size=25,
)


def _event(opened, action, number):
    suggestions, tags = opened.current.suggestions, opened.current.tags
    pick = lambda spans: spans[number % len(spans)] if spans else None  # noqa: E731
    if action == "accept" and suggestions:
        return opened.accept(pick(suggestions))
    if action == "reject" and suggestions:
        return opened.reject(pick(suggestions))
    if action == "tag":
        return opened.tag(Span(number, number + 1 + number % 5, "Y"))
    if action == "edit" and (suggestions or tags):
        return opened.edit(pick(suggestions) or pick(tags), Span(number, number + 2, "Z"))
    if action == "remove" and tags:
        return opened.remove(pick(tags))
    if action == "all":
        return opened.accept_all(suggestions)
    return {"undo": opened.undo, "redo": opened.redo}.get(action, lambda: None)()


@given(OPERATIONS)
def test_whatever_is_done_the_rules_hold_and_events_replay_to_the_same_state(operations):
    opened = current = session()
    events: list[Event] = []
    for action, number in operations:
        event = _event(current, action, number)
        current = current.after(event)
        events += [event] if event else []
        assert not [s for s in current.current.suggestions if current.current.tags.overlapping(*s.borders)]
    replayed = opened
    for event in events:
        replayed = replayed.after(event)
    assert replayed.current == current.current
    assert (replayed.done, replayed.undone) == (current.done, current.undone)


@given(OPERATIONS)
def test_undoing_everything_gives_back_the_beginning(operations):
    opened = current = session()
    for action, number in operations:
        current = current.after(_event(current, action, number))
    while event := current.undo():
        assert event.kind is EventKind.UNDO
        current = current.after(event)
    assert current.current == opened.current


def test_a_second_run_does_not_bring_back_what_was_rejected_or_overlaps_a_tag():
    opened = session()
    after = opened.after(opened.reject(A)).current
    spans = [
        ScoredSpan(0, 3, "X", 0.9),
        ScoredSpan(0, 3, "Z", 0.8),
        ScoredSpan(31, 40, "X", 0.9),
        ScoredSpan(50, 52, "X", 0.2),
    ]
    proposed, suppressed = after.proposed(spans, "j2", "m")
    assert [s.span for s in proposed.suggestions] == [Span(0, 3, "Z"), Span(50, 52, "X")]
    assert suppressed == 2
    again, _ = proposed.proposed(spans, "j2", "m")
    assert again == proposed


def test_saves_of_two_people_merge_by_span():
    base = session().current
    mine = base.difference(base.applied(session().accept(A).step.change))
    theirs = base.applied(session().accept(B).step.change)
    merged = theirs.merged(mine)
    assert {t.span for t in merged.tags} == {A.span, B.span, TAGGED.span}
    assert list(merged.suggestions) == [C]


def test_the_same_tag_from_two_people_is_there_once():
    base = session().current
    change = session().accept(A).step.change
    assert base.applied(change).merged(change).tags == base.applied(change).tags


def test_contradicting_saves_are_a_conflict_and_not_a_silent_loss():
    base = Tagging()
    theirs = base.applied(session((), ()).tag(Span(0, 5, "X")).step.change)
    mine = session((), ()).tag(Span(3, 8, "Y")).step.change
    with pytest.raises(ConflictError, match="overlaps"):
        theirs.merged(mine)


def test_where_the_best_span_is_rejected_another_entity_is_suggested_and_one_is_counted():
    tagging = Tagging(rejected=frozenset({Span(0, 9, "X")}))
    spans = [ScoredSpan(0, 9, "X", 0.9), ScoredSpan(0, 4, "X", 0.5), ScoredSpan(2, 9, "Y", 0.4)]
    proposed, suppressed = tagging.proposed(spans, "job", "m")
    assert [s.span for s in proposed.suggestions] == [Span(2, 9, "Y")]
    assert suppressed == 1


def test_undoing_a_move_of_a_border_selects_what_is_there_again():
    opened = session()
    moved = opened.after(opened.edit(TAGGED, Span(TAGGED.start - 1, TAGGED.end, TAGGED.entity)))
    assert moved.after(moved.undo()).selected_tag == TAGGED
    grown = opened.after(opened.edit(A, Span(A.start, A.end + 1, A.entity)))
    assert grown.after(grown.undo()).selected_suggestion == A


def test_a_saved_tag_that_was_taken_away_is_unsaved_work():
    opened = session()
    without = opened.after(opened.remove(TAGGED))
    assert list(without.unsaved_removals) == [TAGGED]
    changed = opened.after(opened.edit(TAGGED, Span(*TAGGED.borders, "Z")))
    assert not changed.unsaved_removals


def test_an_undo_of_an_earlier_session_brings_no_suggestion_back_that_a_training_has_deleted():
    opened = session()
    reject = opened.reject(A)
    rejected = opened.after(reject)
    undo = rejected.undo()
    trained = ReviewSession.open(opened.saved.without_suggestions(), "me", opened.clock)
    assert not trained.after_merging(reject).after_merging(undo).current.suggestions


def test_of_very_many_steps_the_latest_can_be_undone(monkeypatch):
    monkeypatch.setattr("core.domain.tagging.review.MOST_STEPS", 5)
    now = session()
    for number in range(9):
        now = now.after(now.tag(Span(100 + number, 101 + number, "X")))
    for left in range(8, 3, -1):
        now = now.after(now.undo())
        assert len(now.current.tags) == left + 1
    assert now.undo() is None
