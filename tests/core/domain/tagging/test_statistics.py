"""How the work goes."""

from core.domain.tagging.review import ReviewSession
from core.domain.tagging.statistics import Statistics
from core.domain.tagging.tagging import Tagging
from core.domain.tagging.tags import Suggestion
from core.domain.text.spans import Span, SpanSet

SAVED = Tagging(suggestions=SpanSet(Suggestion(n * 10, n * 10 + 4, "City", 0.8) for n in range(4)))


def test_decisions_tags_and_keys_are_counted_and_undone_ones_are_not():
    session, counted = ReviewSession.open(SAVED, "me", lambda: "now"), Statistics(keys=4)
    first, second, *rest = SAVED.suggestions
    for act in (
        lambda s: s.accept(first),
        lambda s: s.reject(second),
        lambda s: s.accept_all(rest),
        lambda s: s.tag(Span(100, 104, "City")),
        lambda s: s.undo(),
    ):
        event = act(session)
        session = session.after(event)
        counted.take(event)
    assert (counted.by_hand, counted.accepted, counted.rejected, counted.in_bulk) == (0, 3, 1, 2)
    assert counted.sentence(60) == (
        "Since the start: 3 tags with 4 keys (1.3 a tag), 4 decisions, 4 a minute, "
        "50% of them in bulk, about 2 keys fewer than by hand."
    )


def test_no_decision_needs_no_division():
    assert Statistics().sentence(0) == "Since the start: 0 tags with 0 keys."
