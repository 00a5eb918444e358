"""An entity is split, and a new one is looked for where it is likely."""

from dataclasses import replace

import pytest

from core.domain.tagging.tags import OriginKind
from core.domain.text.spans import ScoredSpan, Span
from core.errors import NotFoundError, RequestError
from core.services.project import entities, files, opening, projects, restoring, splitting
from core.services.review import bulk, open_file
from core.services.review.sorting import Splitting, Widening
from core.store.tags.taggings import change_record
from core.store.texts.finding import read_document
from harness.crashing import every_death

TEXTS = {
    "a.txt": "Ann Lee of Acme Corp met Bo Ray. Case number K-12 is closed.\n",
    "b.txt": "Acme  Corp wrote to Ann Lee. Case number M-7 is open, see K-12.\n",
    "c.txt": "Nothing here but Oslo and case number Z-99.\n",
}


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text, "utf-8")
    made = projects.create_project(folder, ["Name", "Case"])
    for name, strings in {"a.txt": ["Ann Lee", "Acme Corp", "Bo Ray"], "b.txt": ["Acme  Corp", "Ann Lee"]}.items():
        tag(made, name, "Name", *strings)
    return made


def tag(project, name, entity, *strings):
    opened = open_file.open_file(project, name)
    for string in strings:
        start = TEXTS[name].index(string)
        opened.record(opened.session.tag(Span(start, start + len(string), entity)))
    opened.save()


def tags(project, entity):
    """The texts of an entity's saved tags, by file."""
    found = {}
    for name, text in TEXTS.items():
        spans = files.read_tagging(project, name)[1].tags
        if texts := [text[tag.start : tag.end] for tag in spans if tag.entity == entity]:
            found[name] = texts
    return found


def pile(sorting, text, **how):
    return next(pile for pile in sorting.piles(**how) if pile.text == text)


def test_a_text_is_moved_in_all_files_at_once_and_the_rest_stays(project):
    splitting.ensure_entity(project, "Company")
    sorting = Splitting(project, "Name", "Company")
    assert [(p.text, len(p.found)) for p in sorting.piles()] == [("Acme Corp", 2), ("Ann Lee", 2), ("Bo Ray", 1)]
    sorting.move([pile(sorting, "Acme Corp")])
    sorting.leave([pile(sorting, "Ann Lee")])
    assert [p.text for p in sorting.piles()] == ["Bo Ray"]
    assert tags(project, "Company") == {}  # not before it is saved
    assert sorting.save() == 2
    assert tags(project, "Company") == {"a.txt": ["Acme Corp"], "b.txt": ["Acme  Corp"]}
    assert tags(project, "Name") == {"a.txt": ["Ann Lee", "Bo Ray"], "b.txt": ["Ann Lee"]}


def test_places_are_moved_singly(project):
    splitting.ensure_entity(project, "Company")
    sorting = Splitting(project, "Name", "Company")
    piles = sorting.piles(singly=True)
    assert [(p.text, p.places[0].name) for p in piles][:2] == [("Acme Corp", "a.txt"), ("Acme Corp", "b.txt")]
    sorting.move([piles[1]])
    sorting.save()
    assert tags(project, "Company") == {"b.txt": ["Acme  Corp"]}


def test_a_moved_tag_keeps_its_origin(project):
    start = TEXTS["c.txt"].index("Oslo")
    change_record(
        project.paths,
        read_document(project.paths, "c.txt"),
        lambda r: replace(r, tagging=r.tagging.proposed([ScoredSpan(start, start + 4, "Name", 0.7)], "job", "m")[0]),
    )
    bulk.accept_suggestions(project)
    splitting.split_entity(project, "Name", "City", ["Oslo"])
    (moved,) = files.read_tagging(project, "c.txt")[1].tags
    assert (moved.entity, moved.origin.kind, moved.origin.model) == ("City", OriginKind.ACCEPTED, "m")


def test_every_decision_is_undone_and_redone_in_all_files(project):
    splitting.ensure_entity(project, "Company")
    sorting = Splitting(project, "Name", "Company")
    whole = sorting.piles()
    sorting.move([whole[0]])
    sorting.leave([whole[1]])
    assert [p.text for p in sorting.undo()] == ["Ann Lee"]
    assert [p.text for p in sorting.undo()] == ["Acme Corp"]
    assert [p.text for p in sorting.piles()] == [p.text for p in whole]
    assert sorting.undo() == ()
    sorting.redo()
    sorting.redo()
    assert [p.text for p in sorting.piles()] == ["Bo Ray"]
    sorting.save()
    assert tags(project, "Company") == {"a.txt": ["Acme Corp"], "b.txt": ["Acme  Corp"]}


def test_what_was_decided_is_not_asked_again_when_one_comes_back(project):
    splitting.ensure_entity(project, "Company")
    first = Splitting(project, "Name", "Company")
    first.move([pile(first, "Acme Corp")])
    first.leave([pile(first, "Ann Lee")])
    first.close()
    again = Splitting(project, "Name", "Company", first)
    assert [p.text for p in again.piles()] == ["Bo Ray"]
    assert again.has_unsaved
    again.undo()
    assert [p.text for p in again.piles()] == ["Ann Lee", "Bo Ray"]


def test_a_saved_split_is_taken_back_as_one_step(project):
    before = tags(project, "Name")
    splitting.ensure_entity(project, "Company")
    sorting = Splitting(project, "Name", "Company")
    sorting.move(sorting.piles())
    sorting.save()
    assert tags(project, "Name") == {}
    step = restoring.kept_steps(project)[0]
    assert step.what == "splitting an entity"
    restoring.restore(project, step.id)
    assert tags(project, "Name") == before


def test_a_split_by_texts_is_whole_or_not_at_all_after_a_kill(project, tmp_path):
    before = tags(project, "Name")
    for _ in every_death(lambda: splitting.split_entity(project, "Name", "Company", ["Acme Corp"]), stride=7):
        assert not opening.find_project(project.folder).notes or tags(project, "Name") == before
        assert ("Company" in entities.load_schema(project)) == bool(tags(project, "Company"))
        if tags(project, "Company"):
            restoring.restore(project, restoring.kept_steps(project)[0].id)
            entities.delete_entity(project, "Company")
        assert tags(project, "Name") == before
    assert tags(project, "Company") == {"a.txt": ["Acme Corp"], "b.txt": ["Acme  Corp"]}


def test_a_split_that_cannot_be_is_refused(project):
    with pytest.raises(NotFoundError, match="no entity 'Nobody'"):
        splitting.split_entity(project, "Nobody", "Company", ["x"])
    with pytest.raises(RequestError, match="itself"):
        splitting.split_entity(project, "Name", "Name", ["x"])
    with pytest.raises(RequestError, match="may be used"):
        splitting.split_entity(project, "Name", "Com:pany", ["x"])
    assert splitting.split_entity(project, "Name", "Company", ["nowhere"]) == (0, 0)


def test_a_new_entity_is_looked_for_where_a_place_is_like_its_tags(project):
    tag(project, "a.txt", "Case", "K-12")
    walk = Widening(project, "Case")
    assert walk.has_examples
    assert [p.text for p in walk.piles()][:3] == ["K-12", "M-7", "Z-99"]
    assert walk.piles()[0].likeness > walk.piles()[1].likeness
    assert not {"Ann Lee", "Acme Corp", "Oslo"} & {p.text for p in walk.piles()}
    walk.move(walk.piles()[:2])
    walk.leave([pile(walk, "Z-99")])
    assert walk.piles() == []
    walk.save()
    assert tags(project, "Case") == {"a.txt": ["K-12"], "b.txt": ["M-7", "K-12"]}


def suggest(project, name, span):
    document = read_document(project.paths, name)
    change_record(project.paths, document, lambda r: replace(r, tagging=r.tagging.proposed([span], "j", "m")[0]))


def test_places_rejected_as_another_entity_are_looked_at_too_and_those_rejected_as_this_one_are_not(project):
    tag(project, "a.txt", "Case", "K-12")
    for entity in ("Name", "Case"):
        start = TEXTS["c.txt"].index("Z-99")
        suggest(project, "c.txt", ScoredSpan(start, start + 4, entity, 1))
        bulk.reject_suggestions(project)
        assert ("Z-99" in {p.text for p in Widening(project, "Case").piles()}) == (entity == "Name")


def test_without_a_tag_of_the_entity_nothing_is_likely(project):
    walk = Widening(project, "Case")
    assert not walk.has_examples
    assert walk.piles() == []
