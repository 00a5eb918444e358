"""Say what to do next in a project."""

from __future__ import annotations

from core.domain.project.documents import Files
from core.domain.project.first_steps import ENOUGH_FILES, Step
from core.domain.wording import counted
from tui.commands import anywhere, file, tag_data

_FINISH = f"{tag_data.CHECK} checks the tags, {tag_data.SPOT_CHECK} samples them, {tag_data.EXPORT} exports them."

EVERY_FILE_DONE = f"Every file is done. {anywhere.TAG_DATA} leads on: there {_FINISH}"
"""Said on other screens than Tag data."""


def sentence(step: Step, files: Files) -> str:
    """Return what to do next, for the list of all files."""
    match step:
        case Step.NAME_ENTITIES:
            return f"First name what to look for, such as Person or Date: press {anywhere.ENTITIES}."
        case Step.OPEN_FILE:
            return "Open a file with enter, select words with the arrows, and tag them with a digit."
        case Step.TAG_FILES:
            tagged = len(files.tagged())
            wanted = min(ENOUGH_FILES, len(files.usable()))
            return (
                f"Tag all there is in {wanted} files ({tagged} so far); {file.SAVE_NEXT} in a file saves it and opens "
                "the next."
            )
        case Step.TRAIN:
            return (
                f"{counted(len(files.tagged()), 'file')} tagged: {anywhere.ROUND} trains a model and lets it tag more."
            )
        case Step.REVIEW:
            waiting = counted(files.suggestion_count, "suggestion")
            return f"{waiting} to review: open a file; {file.ACCEPT} accepts, {file.REJECT} rejects, a digit corrects."
        case Step.TRAIN_AGAIN:
            return f"{counted(len(files.to_do()), 'file')} to do: {anywhere.ROUND} trains again and tags the next ten."
        case Step.FINISH_UNTRAINED:
            check, export, train = tag_data.CHECK, tag_data.EXPORT, anywhere.TRAIN
            return f"Every file is done: {check} checks the tags, {export} exports them, {train} trains a model."
        case Step.FINISH:
            return f"Every file is done: {_FINISH}"
