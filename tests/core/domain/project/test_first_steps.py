"""The step that comes next in a project, from its first entity to its last file."""

import pytest

from core.domain.project.documents import Files
from core.domain.project.entries import FileEntry
from core.domain.project.first_steps import ENOUGH_FILES, Step, next_step

NEW = FileEntry("new.txt")
BEGUN = FileEntry("begun.txt", unsaved=True)
TAGGED = FileEntry("tagged.txt", tags={"Person": 1}, confirmed=True)
WITHOUT_ENTITIES = FileEntry("without.txt", confirmed=True)
TO_REVIEW = FileEntry("suggested.txt", suggestions={"job": 2})
UNUSABLE = FileEntry("unusable.txt", problem="It is empty.")


@pytest.mark.parametrize(
    ("files", "entities", "has_model", "step"),
    [
        ([NEW] * 9, 0, False, Step.NAME_ENTITIES),
        ([NEW] * 9, 2, False, Step.OPEN_FILE),
        ([BEGUN] + [NEW] * 8, 2, False, Step.TAG_FILES),
        ([TAGGED] + [NEW] * 8, 2, False, Step.TAG_FILES),
        ([TAGGED] * (ENOUGH_FILES - 1) + [NEW], 2, False, Step.TAG_FILES),
        ([TAGGED] * ENOUGH_FILES + [NEW], 2, False, Step.TRAIN),
        ([TAGGED] * (ENOUGH_FILES - 1) + [WITHOUT_ENTITIES, NEW], 2, False, Step.TRAIN),
        ([TAGGED] * ENOUGH_FILES + [TO_REVIEW], 2, True, Step.REVIEW),
        ([NEW, TO_REVIEW], 2, False, Step.REVIEW),  # a first guess, before any model
        ([TAGGED] * ENOUGH_FILES + [NEW], 2, True, Step.TRAIN_AGAIN),
        ([TAGGED] * 20, 2, True, Step.FINISH),
        ([TAGGED] * 20, 2, False, Step.FINISH_UNTRAINED),  # a round has no file left to tag
        ([TAGGED, UNUSABLE], 2, False, Step.FINISH_UNTRAINED),
        ([WITHOUT_ENTITIES], 2, False, Step.FINISH),  # nothing to learn from
        ([UNUSABLE], 0, False, None),
        ([], 0, False, None),
    ],
)
def test_the_next_step_follows_from_what_is_done(files, entities, has_model, step):
    assert next_step(Files(files), entities=entities, has_model=has_model) is step
