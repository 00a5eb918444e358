"""Tag the same text in other files, after a look at each place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from core.domain.finding.places import Place
from core.domain.finding.tagged_strings import places_of
from core.domain.text.spans import Span
from core.errors import AutotagError
from core.services.project.files import list_files, read_document
from core.services.project.projects import Project
from core.services.review.open_file import OpenFile, open_file
from core.services.review.places import MOST


class SameText:
    """Untagged places of a string, as whole words, in files that nobody has read to the end.

    Places that are suggested, rejected, or tagged without saving are left out. A tag is recorded as an unsaved decision
    like any other, and saved with the rest when its file is read. Methods block.

    Args:
        project: of the files.
        string: to find.
        entity: for the tags.
        leaving_out: name of a file to skip.
    """

    def __init__(self, project: Project, string: str, entity: str, leaving_out: str) -> None:
        self.string = string
        self.entity = entity
        self._project = project
        self._leaving_out = leaving_out
        self._files: dict[str, OpenFile] = {}
        self._steps: list[dict[str, int]] = []

    def places(self) -> list[Place]:
        """Return the untagged places, at most `MOST`.

        Raises:
            StorageError: the project cannot be read.
        """
        found: list[Place] = []
        for entry in list_files(self._project).usable():
            if not entry.confirmed and entry.name != self._leaving_out and len(found) < MOST:
                found += self._untagged_in(entry.name)
        return found[:MOST]

    def tag(self, places: Iterable[Place]) -> int:
        """Tag places, as one step; return the number of tags.

        Raises:
            StorageError: a decision could not be written; those before it are kept and can be undone.
        """
        spans: dict[str, list[Span]] = defaultdict(list)
        for place in places:
            spans[place.name].append(Span(place.start, place.end, self.entity))
        step: dict[str, int] = {}
        self._steps.append(step)
        for name, wanted in spans.items():
            opened = self._files[name]
            if event := opened.session.tag_all(wanted):
                opened.record(event)
                step[name] = len(event.step.change.tags_added)
        return sum(step.values())

    def undo(self) -> int:
        """Undo the last step in all files; return the number of tags removed.

        Raises:
            StorageError: it could not be written.
        """
        if not self._steps:
            return 0
        step, undone = self._steps[-1], 0
        for name in list(step):
            self._files[name].record(self._files[name].session.undo())
            undone += step.pop(name)  # if a later file fails, this one is not undone twice
        self._steps.pop()
        return undone

    def close(self) -> None:
        """Close the files; the tags stay on disk, unsaved.

        Raises:
            StorageError: a journal that is no longer needed could not be removed.
        """
        for opened in self._files.values():
            opened.close()

    def _untagged_in(self, name: str) -> Iterator[Place]:
        """Yield the untagged places in one file; none if it cannot be read, which the list of files shows."""
        try:
            text = read_document(self._project, name).text
            alike = list(places_of(self.string, text))
            if alike and name not in self._files:
                self._files[name] = open_file(self._project, name)
        except AutotagError:
            return
        for borders in alike:
            if self._files[name].session.current.is_untouched(borders):
                yield Place.of(name, text, borders)
