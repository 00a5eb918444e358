"""Sort places in all files into an entity: tags of an entity that is split, or places where a new entity is likely."""

from __future__ import annotations

from abc import abstractmethod
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from core.domain.finding.candidates import Likely
from core.domain.finding.likeness import LIKELY, Likeness
from core.domain.finding.piles import Found, Pile, piled
from core.domain.finding.places import Place
from core.domain.finding.tagged_strings import TaggedStrings
from core.domain.project.documents import Document
from core.domain.tagging.events import Action, Event
from core.domain.tagging.review import ReviewSession
from core.domain.tagging.tagging import Change, Tagging
from core.domain.text.spans import Span
from core.services.project.files import list_files
from core.services.project.projects import Project
from core.services.review.many_files import ManyFiles
from core.services.review.open_file import OpenFile


class Sorting(ManyFiles[Pile]):
    """Places that may belong to an entity. What is decided, either way, is not asked again.

    Attributes:
        into: the entity.
    """

    def __init__(self, project: Project, names: Sequence[str], into: str, earlier: Sorting | None = None) -> None:
        """Open the files; skip those that cannot be read.

        Args:
            project: of the files.
            names: of the files.
            into: the entity.
            earlier: an earlier sorting of the same places; its decisions are kept, and can be undone as far as
                the files have not changed since.

        Raises:
            StorageError: the project cannot be read.
        """
        self.into = into
        super().__init__(project, names, self._concerns, earlier.decisions if earlier else ())

    def piles(self, *, singly: bool = False) -> list[Pile]:
        """Return what is left to sort, by text or each place singly."""
        decided = {each.key for decision in self.decisions for pile in decision.about for each in pile.found}
        return piled((each for each in self._found() if each.key not in decided), singly=singly)

    def move(self, piles: Sequence[Pile]) -> None:
        """Make all places of some piles tags of the entity, as one decision.

        Raises:
            StorageError: it could not be written in a file; the files before that have it, and it can be undone.
        """
        spans: dict[str, list[Span]] = defaultdict(list)
        for pile in piles:
            for name, found in pile.spans.items():
                spans[name] += found
        self._decide(piles, {name: partial(self._moved, found) for name, found in spans.items()})

    def leave(self, piles: Sequence[Pile]) -> None:
        """Leave all places of some piles as they are."""
        self._decide(piles, {})

    @abstractmethod
    def _concerns(self, opened: OpenFile) -> bool:
        """Return whether a file may hold places to sort."""

    @abstractmethod
    def _found(self) -> Iterator[Found]:
        """Yield the places to sort."""

    @abstractmethod
    def _moved(self, spans: Sequence[Span], session: ReviewSession) -> Event | None:
        """Return the event that makes places of a file tags of the entity."""


class Splitting(Sorting):
    """The tags of one entity, some of which become tags of another."""

    WHAT = "splitting an entity"

    def __init__(self, project: Project, old: str, into: str, earlier: Splitting | None = None) -> None:
        """Open all files with tags of the old entity; see `Sorting`."""
        self.old = old
        names = [entry.name for entry in list_files(project).usable().settled() if entry.tags.get(old) or entry.unsaved]
        super().__init__(project, names, into, earlier)

    def _concerns(self, opened: OpenFile) -> bool:
        return any(tag.entity in (self.old, self.into) for tag in opened.session.current.tags)

    def _found(self) -> Iterator[Found]:
        for name, opened in self._files.items():
            for tag in opened.session.current.tags:
                if tag.entity == self.old:
                    yield Found(Place.of(name, opened.document.text, tag.borders), tag)

    def _moved(self, spans: Sequence[Span], session: ReviewSession) -> Event | None:
        moving, at = set(spans), session.clock()
        old = tuple(tag for tag in session.current.tags if tag in moving)
        new = tuple(replace(tag, entity=self.into, by=session.author, at=at) for tag in old)
        return session.event_of(Action.EDIT_ALL, Change(tags_removed=old, tags_added=new)) if old else None


class Widening(Sorting):
    """Untagged places in all files where an entity is likely, most like its tags first."""

    WHAT = "tagging likely places"

    def __init__(self, project: Project, into: str, earlier: Widening | None = None) -> None:
        """Open all files; see `Sorting`."""
        super().__init__(project, list_files(project).usable().settled().names, into, earlier)
        self._likeness, self._strings = Likeness(), TaggedStrings()
        self._known: dict[str, tuple[Tagging, list[Found]]] = {}
        for name, opened in self._files.items():
            tags = [tag for tag in opened.session.current.tags if tag.entity == into]
            self._likeness.learn(opened.document.text, [tag.borders for tag in tags])
            self._strings.put(name, opened.document.text, tags)

    @property
    def has_examples(self) -> bool:
        """Whether the entity has a tag that places can be like."""
        return self._likeness.tags > 0

    def _concerns(self, opened: OpenFile) -> bool:
        return bool(opened.document.text)

    def _found(self) -> Iterator[Found]:
        for name, opened in self._files.items():
            tagging = opened.session.current
            if name not in self._known or self._known[name][0] is not tagging:
                self._known[name] = tagging, list(self._likely_in(opened.document, tagging))
            yield from self._known[name][1]

    def _likely_in(self, document: Document, tagging: Tagging) -> Iterator[Found]:
        """Yield the likely places of a file; those rejected as another entity are among them."""
        rejected = frozenset(span for span in tagging.rejected if span.entity == self.into)
        open_ = replace(tagging, rejected=rejected)
        for place in Likely(document.text, self._strings).between(0, len(document.text), open_):
            borders, like = self._likeness.best_in(document.text, place)
            if like >= LIKELY:
                yield Found(Place.of(document.name, document.text, borders), Span(*borders, self.into), like)

    def _moved(self, spans: Sequence[Span], session: ReviewSession) -> Event | None:
        return session.tag_all(spans)
