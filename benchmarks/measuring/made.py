"""Projects made for measuring: many files, one long file, files with suggestions."""

from __future__ import annotations

import json
import random
from pathlib import Path

from core.domain.text.spans import ScoredSpan
from core.services.project import files, projects
from core.services.project.projects import Project
from core.store.tags.file_record import FileRecord
from core.store.tags.taggings import change_record
from core.store.texts.finding import read_document

ENTITIES = ("Person", "Place", "Date", "Amount", "Company")
EVERY = 100
"""In a project of many files, each of which has suggestions, so that a list has something to count."""

_TERMS = (
    "the agreement between lender and borrower shall remain in force until all sums due have been repaid in full "
    "and each party gives notice of any event that may affect the terms set out below without delay"
)
_WORDS = _TERMS.split()


def text(characters: int, seed: int = 0) -> str:
    """Return so many characters of words in lines of paragraph length."""
    chance = random.Random(seed)
    made, length = [], 0
    while length < characters:
        word = chance.choice(_WORDS) + ("\n" if chance.random() < 0.02 else " ")
        made.append(word)
        length += len(word)
    return "".join(made)[: characters - 1] + "\n"


def spans(content: str, count: int) -> list[tuple[int, int, str]]:
    """Return so many words of a text, spread evenly, each with an entity."""
    step = len(content) / count
    found = []
    for number in range(count):
        start = int(number * step)
        while not (content[start].isalpha() and (start == 0 or not content[start - 1].isalpha())):
            start += 1
        end = start
        while content[end].isalpha():
            end += 1
        found.append((start, end, ENTITIES[number % len(ENTITIES)]))
    return found


def many(folder: Path, count: int, folders: int = 0, characters: int = 0) -> Project:
    """Return a project of many files; every hundredth has suggestions.

    Args:
        folder: of the project.
        count: of files.
        folders: to put them in; by default as many as hold 1,000 files each.
        characters: of each text at least, a short note by default.
    """
    each = count // folders if folders else 1_000
    terms = " ".join([_TERMS] * (1 + characters // len(_TERMS)))

    def name(number: int) -> str:
        return f"{number // each:03d}/{number:06d}.txt"

    for number in range(count):
        path = folder / name(number)
        if number % each == 0:
            path.parent.mkdir(parents=True)
        path.write_text(f"Note {number}: {terms}.\n", encoding="utf-8")
    project = projects.create_project(folder, ENTITIES)
    for number in range(0, count, EVERY):
        suggest(project, name(number), 3)
    return project


def reviewed(folder: Path, files_of: int, characters: int, suggested: int) -> Project:
    """Return a project of files `00.txt`, `01.txt` ... each with so many suggestions."""
    folder.mkdir(parents=True)
    for number in range(files_of):
        (folder / f"{number:02d}.txt").write_text(text(characters, number), encoding="utf-8")
    project = projects.create_project(folder, ENTITIES)
    for number in range(files_of):
        suggest(project, f"{number:02d}.txt", suggested)
    files.list_files(project)  # writes the index
    return project


def suggest(project: Project, name: str, count: int) -> None:
    """Put suggestions into a file, as a job does."""
    document = read_document(project.paths, name)
    found = [
        ScoredSpan(*borders, 0.5 + number % 50 / 100) for number, borders in enumerate(spans(document.text, count))
    ]

    def proposed(record: FileRecord) -> FileRecord:
        return FileRecord(record.name, record.hash, record.tagging.proposed(found, "job1", "contracts")[0])

    change_record(project.paths, document, proposed)


def exchange_lines(path: Path, count: int, characters: int, tags: int) -> None:
    """Write a JSON Lines file of texts with tags, to import."""
    with path.open("w", encoding="utf-8") as lines:
        for number in range(count):
            content = text(characters, number)
            labels = [{"start": s, "end": e, "label": label} for s, e, label in spans(content, tags)]
            record = {"text": content, "spans": labels, "meta": {"name": f"{number:05d}.txt"}}
            lines.write(json.dumps(record) + "\n")
