"""Whatever annotators do, nobody sees a trace of what others tag blindly, wherever tags are shown or written."""

import io
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.text.spans import Span
from core.services import exchange
from core.services.project import files, opening, projects
from core.services.review import bulk, history, open_file, places
from core.services.review.evidence import load_evidence
from core.services.team.double import Chosen, mark_double
from tests.core.services.team.people import as_user, suggest

USERS = ["ann", "bob", "carol"]
WORDS = [(0, 4), (5, 8), (9, 12), (13, 15), (16, 21), (23, 26), (27, 31)]
ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(["save", "decide", "bulk", "suggest", "list", "recover", "import"]),
        st.sampled_from(["ann", "bob"]),
        st.integers(0, len(WORDS) - 1),
    ),
    max_size=12,
)


@settings(max_examples=15)
@given(ACTIONS)
def test_whatever_two_annotators_do_none_sees_a_trace_of_the_other(tmp_path_factory, actions):
    """Each annotator tags with an entity of their own, so that any trace of the other has its name."""
    root = tmp_path_factory.mktemp("blind")
    (root / "a.txt").write_text("Anna met Ben in Paris.\nBen paid 30 euros.\n", "utf-8")
    (root / "b.txt").write_text("Anna met Ben in Paris.\nBen paid 40 euros.\n", "utf-8")
    project = projects.create_project(root, ["of ann", "of bob", "of m"])
    names = ("a.txt", "b.txt")
    mark_double(project, Chosen(names), ["ann", "bob"])
    for act, user, number in actions:
        name = names[number % 2]
        with as_user(user):
            _act(project, act, user, name, WORDS[number])
    for user in USERS:
        others = {f"of {other}" for other in ("ann", "bob") if other != user}
        with as_user(user):
            assert not others & _all_that_is_seen(project, names)


def _act(project, act, user, name, borders):
    if act in ("save", "decide"):
        opened = open_file.open_file(project, name)
        if not opened.session.current.tags.overlapping(*borders):
            opened.record(opened.session.tag(Span(borders[0], borders[1], f"of {user}")))
        if act == "save":
            opened.save()
        opened.close()
    elif act == "bulk":
        bulk.accept_suggestions(project, [name])
    elif act == "suggest":
        suggest(project, name, (*borders, "of m", 0.9))
    elif act == "list":
        files.list_files(project)
    elif act == "recover":
        opening.find_project(project.folder)
    else:
        text = (project.folder / name).read_text("utf-8")
        spans = [{"start": borders[0], "end": borders[1], "label": f"of {user}"}]
        line = json.dumps({"text": text, "spans": spans, "meta": {"name": name}})
        exchange.import_file(project, io.BytesIO(line.encode()), "jsonl")


def _all_that_is_seen(project, names):
    known, listed = files.known_files(project), files.list_files(project)
    seen = {*known.tags, *listed.tags}
    for name in names:
        document, tagging = files.read_tagging(project, name)
        opened = open_file.open_file(project, name)
        for each in (tagging, opened.session.current, opened.session.saved):
            seen |= {span.entity for span in (*each.tags, *each.suggestions, *each.rejected)}
        seen |= set(files.entry(project, name).tags)
        seen |= {each for _, by, _ in history.file_history(project, name) for each in [f"of {by}"]}
    evidence = load_evidence(project).strings
    for start, end in WORDS:
        seen |= set(evidence.entities(document.text[start:end]))
    seen |= {place.note for place in places.search(project, "=of ann") + places.search(project, "=of bob")}
    written = io.BytesIO()
    exchange.export_file(project, written, "jsonl", selection=exchange.Selection(suggestions=True))
    return seen | {span["label"] for line in written.getvalue().splitlines() for span in json.loads(line)["spans"]}
