"""One of several users who work on a project: `python -m harness.team_member PROJECT ROLE NUMBER OF SEED`.

A member prints a line for each thing that was acknowledged (`kept FILE WORD`), and for each thing of others that it
could see and must not (`seen WHAT`). In the role `tag` it tags until it dies; `lead` keeps a job going until it dies;
`close` saves what is left and prints what is there (`found FILE WORD`).
"""

from __future__ import annotations

import os
import random
import sys
import time
from pathlib import Path

from core.domain.models.model import Recipe
from core.domain.models.training import TrainingSpec
from core.domain.project.jobs import AutotagSpec, JobState
from core.domain.text.spans import Span
from core.services.jobs import autotagging, jobs
from core.services.project import files, projects
from core.services.project.preferences import author
from core.services.project.projects import Project
from core.services.review import open_file
from core.services.review.history import file_history
from core.services.team import notes
from core.services.training import training
from harness import victims

ENTITIES = ("One", "Two", "Three", "Four")
"""What each member tags with."""

WORDS = 120
"""Words of each text."""

SHARED, BLIND, LEARNED = "shared", "blind", "learned"
"""What names begin with: of files that all tag, of files that all tag blindly, and of files that a model learns."""

_SAVED_AFTER = 10


def tag(project: Project, number: int, of: int, seed: int) -> None:
    """Tag words, in shared files every so manieth and in blind ones all, and look for what others do."""
    chance = random.Random(seed)
    names = [name for name in files.list_files(project).names if not name.startswith(LEARNED)]
    chance.shuffle(names)
    for name in names:
        is_blind = name.startswith(BLIND)
        opened = open_file.open_file(project, name)
        present = {tag.start // 5 for tag in opened.session.current.tags}
        words = set(range(WORDS) if is_blind else range(number, WORDS, of)) - present
        for count, word in enumerate(sorted(words), 1):
            start, end = victims.word(word).borders
            opened.record(opened.session.tag(Span(start, end, ENTITIES[number])))
            print("kept", name, word, flush=True)
            if count % _SAVED_AFTER == 0:
                opened.save()
        opened.save()
        opened.close()
        if is_blind:
            if not notes.load_notes(project, opened.document):
                notes.add_note(project, opened.document, f"of {author()}")
            look(project, name)


def look(project: Project, name: str) -> None:
    """Print what can be seen of others in a file that is tagged blindly, and in their own folders."""
    me = author()
    document, tagging = files.read_tagging(project, name)
    traces = [f"a tag of {tag.by}" for tag in tagging.tags if tag.by != me]
    traces += [f"a note of {note.by}" for note in notes.load_notes(project, document) if note.by != me]
    traces += [f"a step of {who}" for _, who, _ in file_history(project, name) if who != me]
    if files.entry(project, name).tag_count != len(tagging.tags):
        traces.append("the number of tags")
    for unsaved in project.paths.data.rglob("unsaved/*"):
        if unsaved.name != me and os.access(unsaved, os.R_OK | os.X_OK):
            traces.append(f"unsaved decisions of {unsaved.name}")
    for trace in traces:
        print("seen", name, trace, flush=True)


def lead(project: Project) -> None:
    """Let a worker suggest in all files that are not tagged blindly, again and again; resume it when it has died."""
    names = tuple(name for name in files.list_files(project).names if not name.startswith(BLIND))
    while True:
        latest = next(iter(jobs.list_jobs(project)), None)
        if latest is None:
            training.start_training(project, TrainingSpec("m", Recipe.MATCHES))
        elif latest.state in (JobState.INTERRUPTED, JobState.FAILED):
            jobs.resume_job(project, latest.id)
        elif latest.state is JobState.SUCCEEDED:
            print("job", latest.id, latest.state, flush=True)
            autotagging.start_autotag(project, AutotagSpec("m", ENTITIES, names))
        time.sleep(0.1)


def close(project: Project) -> None:
    """Save what is unsaved, and print what is there by this user."""
    for name in files.list_files(project).names:
        opened = open_file.open_file(project, name)
        opened.save()
        opened.close()
        for tag in files.read_tagging(project, name)[1].tags:
            if tag.by == author():
                print("found", name, tag.start // 5)
        if name.startswith(BLIND):
            look(project, name)


def main() -> None:
    """Work in a role."""
    folder, role, *numbers = sys.argv[1:]
    project = projects.open_project(Path(folder))
    if role == "tag":
        number, of, seed = map(int, numbers)
        tag(project, number, of, seed)
    elif role == "lead":
        lead(project)
    else:
        close(project)


if __name__ == "__main__":
    main()
