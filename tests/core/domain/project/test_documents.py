from core.domain.models.splits import Dataset
from core.domain.project.documents import Files
from core.domain.project.entries import FileEntry

FILES = Files(
    [
        FileEntry("a.txt", 1500, tags={"Date": 2}),
        FileEntry("b.txt", 10, suggestions={"job1": 3}),
        FileEntry("c.txt", 10, confirmed=True, dataset=Dataset.TESTING),
        FileEntry("d.txt", problem="It is empty."),
    ]
)


def test_filters_can_be_chained():
    assert FILES.tagged().names == ["a.txt", "c.txt"]
    assert FILES.untagged().names == ["b.txt"]
    assert FILES.auto_tagged().names == ["b.txt"]
    assert FILES.auto_tagged("job2").names == []
    assert FILES.with_entity("Date").names == ["a.txt"]
    assert FILES.tagged().in_dataset(Dataset.TESTING).names == ["c.txt"]
    assert FILES.usable().matching("A.T").names == ["a.txt"]


def test_text_records_round_up_for_each_file():
    assert FILES.records == 2 + 1 + 1


def test_suggestions_never_count_as_tags():
    assert FILES.tag_count == 2
    assert FILES.suggestion_count == 3


def test_a_file_is_decided_when_it_was_read_or_when_all_that_a_job_suggested_was_decided():
    files = Files(
        [
            FileEntry("untagged"),
            FileEntry("read", tags={"Date": 1}, confirmed=True),
            FileEntry("read, nothing in it", confirmed=True),
            FileEntry("all suggestions decided", tags={"Date": 1}, job="job1"),
            FileEntry("one left", tags={"Date": 1}, job="job1", suggestions={"job1": 1}),
            FileEntry("suggestions deleted", tags={"Date": 1}),
            FileEntry("read, then suggested", tags={"Date": 1}, confirmed=True, suggestions={"job2": 1}),
            FileEntry("gone", tags={"Date": 1}, confirmed=True, problem="It is gone."),
        ]
    )
    assert files.decided().names == ["read", "read, nothing in it", "all suggestions decided"]
    assert files.tagged().undecided().names == ["one left", "suggestions deleted", "read, then suggested"]
    assert files.untagged().names[0] in files.undecided().names
