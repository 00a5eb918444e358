"""Two entities become one."""

from dataclasses import replace

import pytest

from core.domain.text.spans import ScoredSpan, Span
from core.errors import NotFoundError, RequestError
from core.services.project import entities, files, merging, projects, restoring
from core.services.project.entity_use import count_use
from core.services.project.preferences import Preferences, save_preferences
from core.services.review import bulk, open_file
from core.store.tags.taggings import change_record
from core.store.texts.finding import read_document

TEXT = "Ann met Ben in Rome.\n"


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    folder.mkdir()
    for name in ("a.txt", "b.txt", "c.txt"):
        (folder / name).write_text(TEXT, "utf-8")
    return projects.create_project(folder, ["Person: A human being.", "Client: Somebody who pays.", "City"])


def tag(project, name, *spans):
    opened = open_file.open_file(project, name)
    for span in spans:
        opened.record(opened.session.tag(span))
    opened.save()


def suggest(project, name, *spans):
    change_record(
        project.paths,
        read_document(project.paths, name),
        lambda record: replace(record, tagging=record.tagging.proposed(spans, "job", "m")[0]),
    )


def tagging(project, name):
    return files.read_tagging(project, name)[1]


def test_tags_suggestions_and_rejections_are_counted_and_merged(project):
    tag(project, "a.txt", Span(0, 3, "Person"), Span(8, 11, "Client"))
    suggest(project, "b.txt", ScoredSpan(0, 3, "Client", 0.9))
    suggest(project, "c.txt", ScoredSpan(0, 3, "Client", 0.9))
    bulk.reject_suggestions(project, ["c.txt"])
    use = count_use(project, "Client")
    assert (use.files, use.tags, use.suggestions, use.rejections) == (3, 1, 1, 1)
    assert use.what == "1 tag, 1 suggestion, 1 rejection in 3 files"
    assert use.caution == ""
    merging.merge_entities(project, "Client", "Person")
    assert entities.load_schema(project).names == ["Person", "City"]
    assert [t.entity for t in tagging(project, "a.txt").tags] == ["Person", "Person"]
    assert [s.entity for s in tagging(project, "b.txt").suggestions] == ["Person"]
    assert tagging(project, "c.txt").rejected == {Span(0, 3, "Person")}


def test_what_was_rejected_as_one_entity_and_tagged_as_the_other_is_a_tag(project):
    suggest(project, "a.txt", ScoredSpan(0, 3, "Client", 0.9))
    bulk.reject_suggestions(project)
    tag(project, "a.txt", Span(0, 3, "Person"))
    merging.merge_entities(project, "Client", "Person")
    assert [t.span for t in tagging(project, "a.txt").tags] == [Span(0, 3, "Person")]
    assert not tagging(project, "a.txt").rejected


def test_spans_rejected_as_both_are_one_rejection(project):
    for entity in ("Client", "Person"):
        suggest(project, "a.txt", ScoredSpan(0, 3, entity, 0.9))
        bulk.reject_suggestions(project)
    merging.merge_entities(project, "Client", "Person")
    assert tagging(project, "a.txt").rejected == {Span(0, 3, "Person")}


def test_restoring_brings_the_entity_back_as_it_was_described(project):
    entities.recolour_entity(project, "Client", "teal")
    tag(project, "a.txt", Span(0, 3, "Client"))
    before = entities.load_schema(project).get("Client")
    merging.merge_entities(project, "Client", "Person")
    restoring.restore(project, restoring.kept_steps(project)[0].id)
    assert entities.load_schema(project).get("Client") == before


def test_a_restored_entity_gets_another_key_if_its_own_is_taken(project):
    tag(project, "a.txt", Span(0, 3, "Client"))
    merging.merge_entities(project, "Client", "Person")
    entities.rekey_entity(project, "City", "2")
    restoring.restore(project, restoring.kept_steps(project)[0].id)
    keys = [entity.hotkey for entity in entities.load_schema(project)]
    assert len(set(keys)) == len(keys) == 3


def test_in_a_file_changed_since_a_merge_is_taken_back_and_the_changes_stay(project):
    tag(project, "a.txt", Span(0, 3, "Client"), Span(8, 11, "Person"))
    suggest(project, "a.txt", ScoredSpan(15, 19, "Client", 0.5))
    merging.merge_entities(project, "Client", "Person")
    tag(project, "a.txt", Span(4, 7, "City"))
    restored = restoring.restore(project, restoring.kept_steps(project)[0].id)
    assert (restored.files, restored.merged) == (1, 1)
    found = tagging(project, "a.txt")
    assert [(t.start, t.entity) for t in found.tags] == [(0, "Client"), (4, "City"), (8, "Person")]
    assert [s.entity for s in found.suggestions] == ["Client"]


def test_a_tag_that_was_changed_since_stays_as_it_was_changed(project):
    tag(project, "a.txt", Span(0, 3, "Client"))
    merging.merge_entities(project, "Client", "Person")
    opened = open_file.open_file(project, "a.txt")
    opened.record(opened.session.edit(opened.session.current.tags[0], Span(0, 3, "City")))
    opened.save()
    restoring.restore(project, restoring.kept_steps(project)[0].id)
    assert [t.entity for t in tagging(project, "a.txt").tags] == ["City"]


def test_own_unsaved_decisions_are_merged_and_those_of_others_are_counted_and_can_be_undone(project):
    for user in ("ben", "ann"):
        save_preferences(Preferences(author=user))
        opened = open_file.open_file(project, "a.txt" if user == "ann" else "b.txt")
        opened.record(opened.session.tag(Span(0, 3, "Client")))
        opened.record(opened.session.tag(Span(15, 19, "City")))
    use = count_use(project, "Client")
    assert use.unsaved == {"ben": 1}
    assert "ben (1)" in use.caution
    merging.merge_entities(project, "Client", "Person")
    assert [t.entity for t in tagging(project, "a.txt").tags] == ["Person", "City"]
    save_preferences(Preferences(author="ben"))
    opened = open_file.open_file(project, "b.txt")
    assert [t.entity for t in opened.session.current.tags] == ["Client", "City"]


def test_decisions_that_cannot_be_read_hinder_no_count(project):
    opened = open_file.open_file(project, "a.txt")
    opened.record(opened.session.tag(Span(0, 3, "Client")))
    journal = next(project.paths.all_journals.rglob("*.jsonl"))
    (journal.parent / "folder.jsonl").mkdir()
    others = project.paths.all_journals / "ben"
    others.mkdir()
    (others / "a.jsonl").write_bytes(b"{\n" + journal.read_bytes())
    assert count_use(project, "Client").unsaved == {"ben": 1}


def test_what_cannot_be_merged_is_refused_and_nothing_changes(project):
    with pytest.raises(NotFoundError, match="no entity 'Nobody'"):
        merging.merge_entities(project, "Nobody", "Person")
    with pytest.raises(NotFoundError, match="no entity 'Nobody'"):
        merging.check_merge(project, "Person", "Nobody")
    with pytest.raises(RequestError, match="itself"):
        merging.merge_entities(project, "Person", "Person")
    assert entities.load_schema(project).names == ["Person", "Client", "City"]
