"""Texts that are renamed, moved, or written differently keep their tags."""

import shutil
from unicodedata import normalize

import pytest

from core.domain.text.spans import Span
from core.errors import RequestError, UnusableError
from core.services.project import files, projects
from core.services.project.status import project_status
from core.services.review import open_file

TEXT = "Zoë met Åsa in Zürich.\nÅsa met Zoë.\n" * 3
WORDS = [(i, i + 3) for i in range(len(TEXT)) if TEXT.startswith(("Zoë", "Åsa"), i)]


@pytest.fixture
def tagged(tmp_path):
    """A text with twelve tags, four of which say the same in the same surroundings, and one unsaved decision."""
    (tmp_path / "a.txt").write_text(TEXT, "utf-8", newline="")
    project = projects.create_project(tmp_path, ["Person", "City"])
    opened = open_file.open_file(project, "a.txt")
    for start, end in WORDS:
        opened.record(opened.session.tag(Span(start, end, "Person")))
    opened.save()
    opened.record(opened.session.tag(Span(15, 21, "City")))
    return project


def quotes(project, name="a.txt"):
    opened = open_file.open_file(project, name)
    assert opened.notes == ()
    text = opened.document.text
    return [normalize("NFC", text[t.start : t.end]) for t in opened.session.current.tags]


@pytest.mark.parametrize(
    "content",
    [
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.encode("utf-8-sig"),
        normalize("NFD", TEXT).encode(),
        normalize("NFD", TEXT).replace("\n", "\r\n").encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-32"),
    ],
)
def test_a_text_that_is_only_written_differently_keeps_every_tag_in_its_place(tagged, content):
    before = quotes(tagged)
    assert len(before) == 13
    (tagged.folder / "a.txt").write_bytes(content)
    assert quotes(tagged) == before
    assert files.list_files(tagged).tag_count == 12
    open_file.open_file(tagged, "a.txt").save()
    (tagged.folder / "a.txt").write_text(TEXT, "utf-8", newline="")
    assert quotes(tagged) == before


@pytest.mark.parametrize("name", ["renamed.txt", "sub/a.txt"])
def test_the_tags_of_a_text_that_was_moved_go_with_it(tagged, name):
    before = quotes(tagged)
    (tagged.folder / name).parent.mkdir(exist_ok=True)
    (tagged.folder / "a.txt").rename(tagged.folder / name)
    assert files.list_files(tagged).tag_count == 12
    assert quotes(tagged, name) == before  # the unsaved decision, too
    assert project_status(tagged).warnings == ()


def test_a_copy_is_no_move(tagged):
    shutil.copy(tagged.folder / "a.txt", tagged.folder / "copy.txt")
    assert [entry.tag_count for entry in files.list_files(tagged)] == [12, 0]


def test_which_of_several_identical_texts_has_the_tags_is_asked(tagged):
    for name in ("one.txt", "two.txt"):
        shutil.copy(tagged.folder / "a.txt", tagged.folder / name)
    (tagged.folder / "a.txt").unlink()
    assert files.list_files(tagged).tag_count == 0
    (orphan,) = files.orphans(tagged)
    assert (orphan.name, orphan.tags) == ("a.txt", 12)
    assert [name for name, _ in orphan.candidates] == ["one.txt", "two.txt"]
    assert "12 tags of a.txt" in project_status(tagged).warnings[0]
    files.move_tags(tagged, "a.txt", "two.txt")
    assert files.entry(tagged, "two.txt").tag_count == 12
    assert files.orphans(tagged) == []


def test_a_text_that_was_renamed_and_edited_is_offered_with_its_likeness(tagged):
    (tagged.folder / "a.txt").unlink()
    (tagged.folder / "b.txt").write_text("New.\n" + TEXT.replace("Zürich", "Bern"), "utf-8", newline="")
    (tagged.folder / "c.txt").write_text("Something else altogether.\n", "utf-8")
    assert files.list_files(tagged).tag_count == 0
    (orphan,) = files.orphans(tagged)
    assert [name for name, _ in orphan.candidates] == ["b.txt"]
    with pytest.raises(RequestError, match="Nothing is stored"):
        files.move_tags(tagged, "nope.txt", "b.txt")
    files.move_tags(tagged, "a.txt", "b.txt")
    assert files.entry(tagged, "b.txt").tag_count > 0


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_wide_text_without_a_mark_is_refused_by_name(tmp_path, codec):
    (tmp_path / "a.txt").write_bytes(TEXT.encode(codec))
    (tmp_path / "b.txt").write_bytes(b"one \0 NUL is no other encoding\n")
    project = projects.create_project(tmp_path, ["Person"])
    with pytest.raises(UnusableError, match=f"{codec[:6].upper()} without a mark"):
        open_file.open_file(project, "a.txt")
    assert "\0" in open_file.open_file(project, "b.txt").document.text
