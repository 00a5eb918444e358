"""Which files are learned from and measured on, and how the entities are distributed over them."""

from dataclasses import replace

from core.domain.models.division import distribution, divide
from core.domain.models.model import TagCounts
from core.domain.models.splits import Dataset, Split, SplitKind
from core.domain.models.training import TrainingSpec
from core.domain.project.documents import Files
from core.domain.project.entries import FileEntry


def entry(name, tags, dataset=Dataset.TRAINING):
    return replace(FileEntry(name, 1), tags=tags, confirmed=True, dataset=dataset)


FILES = Files(
    [
        entry("a.txt", {"Person": 3, "City": 1}),
        entry("b.txt", {"Person": 2}),
        entry("c.txt", {"City": 4}, Dataset.TESTING),
        FileEntry("untagged.txt", 1),
    ]
)


def spec(kind, **values):
    return TrainingSpec("m", split=Split(kind, **values))


def test_under_cross_validation_every_tagged_file_is_learned_from_and_measured():
    assert distribution(FILES, spec(SplitKind.CROSS)) == {
        "City": (TagCounts(5, 2), TagCounts(5, 2)),
        "Person": (TagCounts(5, 2), TagCounts(5, 2)),
    }


def test_the_manual_split_measures_on_the_files_marked_for_it():
    assert divide(FILES, spec(SplitKind.MANUAL)) == (["a.txt", "b.txt"], ["c.txt"])
    assert distribution(FILES, spec(SplitKind.MANUAL)) == {
        "City": (TagCounts(1, 1), TagCounts(4, 1)),
        "Person": (TagCounts(5, 2), TagCounts(0, 0)),
    }


def test_the_automatic_split_counts_the_files_that_its_seed_draws():
    for seed in range(4):
        training, testing = divide(FILES, spec(SplitKind.AUTO, test_share=50, seed=seed))
        assert sorted(training + testing) == ["a.txt", "b.txt"]
        measured = {
            name: counts[1].tags for name, counts in distribution(FILES, spec(SplitKind.AUTO, seed=seed)).items()
        }
        assert measured["Person"] == {"a.txt": 3, "b.txt": 2}[testing[0]]


def test_a_file_that_holds_rejections_only_is_learned_from_and_never_held_out():
    for dataset in Dataset:
        files = Files([*FILES, FileEntry("rejected.txt", 1, rejections=2, suggestions={"j": 1}, dataset=dataset)])
        assert "rejected.txt" in divide(files, spec(SplitKind.CROSS))[0]
        for kind in (SplitKind.MANUAL, SplitKind.AUTO):
            training, testing = divide(files, spec(kind, test_share=99))
            assert ("rejected.txt" in training) == (dataset is Dataset.TRAINING)
            assert "rejected.txt" not in testing
