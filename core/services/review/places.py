"""List places to jump to: results of a search, a sample of unseen tags."""

from __future__ import annotations

import random
from collections.abc import Iterator

from core.domain.finding.places import Place, Query
from core.domain.project.documents import Document
from core.domain.tagging.tagging import Tagging
from core.domain.tagging.tags import Suggestion, Tag
from core.domain.text.spans import position
from core.errors import AutotagError
from core.services.project.files import list_files
from core.services.project.projects import Project
from core.store.tags.taggings import load_record
from core.store.texts.finding import read_document

MOST = 1000
"""Most places in a list: nobody looks through more."""


def search(project: Project, written: str) -> list[Place]:
    """Return the places in all files that match a search; see `Query.parse`.

    Raises:
        RequestError: there is nothing to search for.
        StorageError: the project cannot be read.
    """
    query = Query.parse(written)
    found: list[Place] = []
    for document, tagging in read_all(project):
        if query.is_about_spans:
            spans: list[Tag | Suggestion] = sorted((*tagging.tags, *tagging.suggestions), key=position)
            found += [_place(document, span) for span in spans if query.takes(span, document.text)]
        else:
            found += [Place.of(document.name, document.text, borders) for borders in query.find(document.text)]
        if len(found) >= MOST:
            break
    return found[:MOST]


def unseen_sample(project: Project, count: int, seed: int) -> list[Place]:
    """Return a random sample of the tags that were accepted in bulk and may not have been looked at.

    Raises:
        StorageError: the project cannot be read.
    """
    unseen = [
        _place(document, tag)
        for document, tagging in read_all(project, tagged_only=True)
        for tag in tagging.tags
        if tag.origin.unseen
    ]
    return random.Random(seed).sample(  # noqa: S311 - a sample, not a secret
        unseen, min(count, len(unseen))
    )


def _place(document: Document, span: Tag | Suggestion) -> Place:
    note = f"{span.entity}? {span.score:.0%}" if isinstance(span, Suggestion) else span.entity
    return Place.of(document.name, document.text, span.borders, note)


def read_all(project: Project, *, tagged_only: bool = False) -> Iterator[tuple[Document, Tagging]]:
    """Yield each text with its saved tagging; skip those that cannot be read, which the list of files shows."""
    for entry in list_files(project).usable():
        if tagged_only and not entry.tags:
            continue
        try:
            document = read_document(project.paths, entry.name)
            yield document, load_record(project.paths, document).tagging
        except AutotagError:
            continue
