"""Several people who work on one project on one machine, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from core.domain.text.spans import ScoredSpan, Span
from core.services.project import preferences
from core.services.project.files import read_tagging
from core.services.project.projects import Project
from core.services.review.open_file import open_file
from core.store.tags.taggings import change_record
from core.store.texts.finding import read_document


@contextmanager
def as_user(name: str) -> Iterator[None]:
    """Be somebody else for a while."""
    before = preferences.load_preferences()
    preferences.save_preferences(replace(before, author=name))
    try:
        yield
    finally:
        preferences.save_preferences(before)


def tag(project: Project, user: str, name: str, *spans: tuple[int, int, str], save: bool = True) -> None:
    """Tag as a user, reject what is suggested, and save unless it is to stay unsaved."""
    with as_user(user):
        opened = open_file(project, name)
        for span in spans:
            opened.record(opened.session.tag(Span(*span)))
        if save:
            opened.record(opened.session.reject_all(opened.session.current.suggestions))
            opened.save()
        opened.close()


def suggest(project: Project, name: str, *spans: tuple[int, int, str, float], job: str = "j") -> None:
    """Suggest as a job does: in the main record, in place of what it holds."""
    scored = [ScoredSpan(*span) for span in spans]
    main = project.paths.main
    document = read_document(main, name)
    change_record(main, document, lambda r: replace(r, tagging=r.tagging.proposed(scored, job, "m")[0], job=job))


def plain(spans: Iterable[Span]) -> list[tuple[int, int, str]]:
    """Return the offsets and entities of tags or suggestions."""
    return [(span.start, span.end, span.entity) for span in spans]


def seen_by(project: Project, user: str, name: str = "a.txt") -> list[tuple[int, int, str]]:
    """Return the saved tags of a file as a user sees them."""
    with as_user(user):
        return plain(read_tagging(project, name)[1].tags)


def suggested_to(project: Project, user: str, name: str = "a.txt") -> list[tuple[int, int, str]]:
    """Return the suggestions that a user meets in a file."""
    with as_user(user):
        return plain(open_file(project, name).session.current.suggestions)
