import pytest

from core.domain.team.assignments import progress
from core.errors import NotFoundError
from core.services.project import files
from core.services.project.preferences import save_preferences
from core.services.review import open_file
from core.services.team.adjudication import Adjudication
from core.services.team.assignments import assign, people_progress, reassign, unassign, usual_people
from core.services.team.double import Chosen, mark_double, unmark_double
from core.settings import Preferences, user_name
from tests.core.services.team.people import as_user, tag


def listed(project):
    return {entry.name: entry.assigned_to for entry in files.list_files(project)}


def far(project):
    return {person.name: (person.assigned, person.done) for person in progress(files.list_files(project))}


def read(project, name, by):
    save_preferences(Preferences(author=by))
    open_file.open_file(project, name).save()


def test_files_are_assigned_anew_handed_over_and_taken_away(project):
    names = ["a.txt", "b.txt", "sub/c.txt"]
    assert set(assign(project, names, ["ann", "bob"], 2).assignments) == set(names)
    assert far(project) == {"ann": (3, 0), "bob": (3, 0)}
    assert assign(project, names, ["bob", "ann"], 2).assignments == {}
    assert assign(project, ["a.txt"], ["cy"]).assignments == {"a.txt": ("cy",)}
    assert reassign(project, names, "cy", ["dora"]).assignments == {"a.txt": ("dora",)}
    assert unassign(project, ["b.txt"], ["ann"]).assignments == {"b.txt": ("bob",)}
    assert listed(project) == {"a.txt": ("dora",), "b.txt": ("bob",), "sub/c.txt": ("ann", "bob")}
    assert unassign(project, []).assignments == {}
    assert set(unassign(project).assignments) == set(names)
    assert far(project) == {}


def test_progress_follows_who_saved_and_what_is_done_is_not_handed_over(project):
    assign(project, ["a.txt", "b.txt"], ["ann"])
    read(project, "a.txt", "ann")
    assert far(project) == {"ann": (2, 1)}
    assert reassign(project, ["a.txt", "b.txt"], "ann", ["bob"]).assignments == {"b.txt": ("bob",)}
    assert far(project) == {"ann": (1, 1), "bob": (1, 0)}
    assign(project, ["b.txt"], ["bob", "cy"], 2)
    read(project, "b.txt", "cy")
    assert far(project) == {"ann": (1, 1), "bob": (1, 0), "cy": (1, 1)}
    assert files.list_files(project).decided_by("cy").names == ["b.txt"]


def test_who_tags_a_file_blindly_has_it_and_progress_is_the_same_for_everybody(project):
    mark_double(project, Chosen(("a.txt", "b.txt")), ["cy", "bob"])
    assign(project, ["sub/c.txt"], ["ann"])
    read(project, "a.txt", "cy")
    for user in ("ann", "bob", "cy"):
        save_preferences(Preferences(author=user))
        found = files.list_files(project)
        assert listed(project) == {"a.txt": ("bob", "cy"), "b.txt": ("bob", "cy"), "sub/c.txt": ("ann",)}
        assert [(each.name, each.assigned, each.done) for each in people_progress(project, found)] == [
            ("ann", 1, 0),
            ("bob", 2, 0),
            ("cy", 2, 1),
        ]
    unmark_double(project, ["a.txt"])
    assert listed(project)["a.txt"] == ()


def test_who_tagged_a_file_blindly_is_done_with_it_after_it_is_adjudicated(project):
    mark_double(project, Chosen(("a.txt",)), ["bob", "cy"])
    tag(project, "bob", "a.txt", (0, 4, "Person"))
    tag(project, "cy", "a.txt", (0, 4, "Person"))
    with as_user("ann"):
        assert far(project) == {"bob": (1, 0), "cy": (1, 0)}  # by the main record alone
        adjudication = Adjudication(project)
        adjudication.take_agreed()
        adjudication.save()
        assert far(project) == {"bob": (1, 1), "cy": (1, 1)}
        assert files.entry(project, "a.txt").decided_by == ("ann", "bob", "cy")


def test_a_name_that_nobody_has_is_noticed_once(project):
    assert assign(project, ["a.txt"], ["nobody knows", user_name()], 2).unknown == ("nobody knows",)
    assert assign(project, ["b.txt"], ["nobody knows"]).unknown == ()


def test_who_has_files_is_proposed_for_others(project):
    def proposed(*names):
        found = files.list_files(project)
        return usual_people(found.named(names), found)

    save_preferences(Preferences(author="me"))
    assert proposed("a.txt") == ["me"]
    assign(project, ["a.txt"], ["bob"])
    assign(project, ["b.txt"], ["ann"])
    assert proposed("a.txt") == ["bob"]
    assert proposed("sub/c.txt") == ["ann", "bob"]


def test_an_import_is_nobodys_decision(tickets):
    assert files.list_files(tickets).tag_count
    assert not any(entry.decided_by for entry in files.list_files(tickets))


def test_a_file_that_is_not_there_is_refused_and_nothing_is_assigned(project):
    with pytest.raises(NotFoundError, match=r"no file 'd\.txt'"):
        assign(project, ["a.txt", "d.txt"], ["ann"])
    assert far(project) == {}


def test_files_are_chosen_by_words_names_and_patterns(project):
    (project.folder / "[b].txt").write_text("Odd.\n")
    (project.folder / "empty.txt").write_text("")
    assign(project, ["b.txt"], ["ann"])
    found = files.list_files(project)

    def chosen(*wanted):
        return files.choose_files(found, wanted)

    assert chosen("all") == ["[b].txt", "a.txt", "b.txt", "sub/c.txt"]
    assert chosen("unassigned") == ["[b].txt", "a.txt", "sub/c.txt"]
    assert chosen("assigned:ann", "decided:ann") == ["b.txt"]
    assert chosen("[b].txt") == ["[b].txt"]
    assert chosen("[ab].txt", "b.txt") == ["a.txt", "b.txt"]
    assert chosen("*c.txt") == ["sub/c.txt"]
    assert chosen("empty.txt") == ["empty.txt"]
    with pytest.raises(NotFoundError, match=r"no file '\*.md'"):
        chosen("a.txt", "*.md")
    with pytest.raises(NotFoundError, match="no file 'assigned:'"):
        chosen("assigned:")
    with pytest.raises(NotFoundError, match="No file is tagged"):
        chosen("tagged")
