"""Taking texts, tags and suggestions into a project."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from core.domain.models.splits import Dataset
from core.domain.project.documents import Document
from core.domain.project.jobs import FileFailure
from core.domain.project.schema import Schema
from core.domain.tagging.tagging import Change, Tagging
from core.domain.tagging.tags import IMPORTED, Suggestion, Tag
from core.domain.text.overlaps import Overlaps, taken
from core.domain.text.spans import Span, SpanSet, best_apart
from core.errors import AutotagError, NotFoundError, RequestError
from core.formats import About, ExchangedFile, Loss, Read
from core.services.exchange.losses import Losses
from core.services.exchange.seen_texts import SeenTexts
from core.services.exchange.sources import opened
from core.services.project.preferences import author
from core.services.project.projects import Project, make_project
from core.settings import DATA_FOLDER
from core.store import projects
from core.store.clock import now
from core.store.folders import TEXT_SUFFIX
from core.store.foreign import add_foreign
from core.store.steps import StepRecorder
from core.store.taggings import FileRecord, change_record, load_record
from core.store.texts import create_text, is_inside, read_document, text_hash


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do.

    Attributes:
        added: number of texts that were not in the project before.
        merged: number of texts that were there with the same content.
        tags: number of tags that came in.
        suggestions: number of suggestions that came in.
        refused: texts that were not taken, and why; nothing of them was changed.
        format: in which the source was read.
        entities: names of the entities that the project did not have before.
        losses: number of things that could not be carried, by kind.
        listed: the first of them.
        dry_run: nothing was written; this is what would come.
    """

    added: int
    merged: int
    tags: int
    suggestions: int
    refused: tuple[FileFailure, ...]
    format: str = ""
    entities: tuple[str, ...] = ()
    losses: Mapping[str, int] = field(default_factory=dict)
    listed: tuple[Loss, ...] = ()
    dry_run: bool = False


def import_file(
    project: Project,
    source: Path | BinaryIO,
    format_name: str | None = None,
    *,
    overlaps: Overlaps | None = None,
    dry_run: bool = False,
    progress: Callable[[int], None] | None = None,
) -> ImportReport:
    """Takes texts and tags in. A text is taken as a whole or not at all.

    Args:
        project: where to; made, if it is not there yet.
        source: the file or folder to read, or a stream.
        format_name: its format; None to recognise it by its content.
        overlaps: what to take of spans that overlap one another; None to refuse a text that has some.
        dry_run: write nothing, and say what would come.
        progress: told the number of texts read, after each.

    Raises:
        RequestError: the source is missing, or not of the format; texts before the faulty place are in.
        StorageError: something cannot be read or written.
    """
    with opened(source, format_name) as found:
        if not dry_run:
            make_project(project)
        under_way = _Import(project, found.format, overlaps, dry_run=dry_run)
        try:
            for item in found.items:
                under_way.take(item)
                if progress:
                    progress(under_way.read)
        finally:  # what was read before a faulty place is in, with all that belongs to it
            under_way.finish()
    return under_way.report()


class _Import:
    """An import under way: takes text after text, and counts."""

    def __init__(self, project: Project, format_name: str, overlaps: Overlaps | None, *, dry_run: bool) -> None:
        self.read = 0
        self._paths = project.paths
        self._format = format_name
        self._overlaps = overlaps
        self._dry_run = dry_run
        self._by = author()
        self._step = StepRecorder(self._paths, f"importing {format_name}", self._by)
        self._before = projects.load_schema(self._paths)
        self._schema = self._before
        self._counts: Counter[str] = Counter()
        self._refused: list[FileFailure] = []
        self._losses = Losses()
        self._testing: list[str] = []
        self._languages: dict[str, str] = {}
        self._about = About()
        self._seen = SeenTexts()

    def take(self, item: Read) -> None:
        """Takes one item in, or notes why not."""
        if isinstance(item, About):
            self._about = item
            self._declare(item.entities)
            self._describe(item.descriptions)
            return
        self.read += 1
        if isinstance(item, FileFailure):
            self._refused.append(item)
            return
        try:
            self._take_file(item)
        except AutotagError as error:
            self._refused.append(FileFailure(item.name, str(error)))

    def finish(self) -> None:
        """Writes what is written once for all texts.

        Raises:
            StorageError: it cannot be written.
        """
        if self._dry_run:
            return
        try:
            if self._testing:
                projects.set_dataset(self._paths, self._testing, Dataset.TESTING)
            if self._about.foreign or self._languages:
                add_foreign(self._paths, self._format, self._about.foreign, self._languages)
        finally:
            self._step.finish()

    def report(self) -> ImportReport:
        """What was done."""
        return ImportReport(
            self._counts["added"],
            self._counts["merged"],
            self._counts["tags"],
            self._counts["suggestions"],
            tuple(self._refused),
            self._format,
            tuple(name for name in self._schema.names if name not in self._before),
            dict(self._losses.counts),
            tuple(self._losses.listed),
            self._dry_run,
        )

    def _declare(self, entities: Iterable[str]) -> None:
        """Adds entities that the source names, whether or not there is a tag of them."""
        for name in entities:
            try:
                self._add_entities([name])
            except RequestError as error:
                self._losses.add([Loss("entity whose name is not allowed", str(error))])

    def _describe(self, descriptions: Mapping[str, str]) -> None:
        """Add the descriptions that the source has to entities without one; the project's own stay."""
        for written, description in descriptions.items():
            name = written.strip()
            present = self._schema.get(name).description if name in self._schema else None
            if present is None or present == " ".join(description.split()):
                continue  # an entity that was refused is counted already
            if present:
                self._losses.add([Loss("description of an entity that has another", name)])
                continue
            try:
                self._change_schema(lambda schema: schema.described(name, description))  # noqa: B023 - called at once
            except RequestError as error:
                self._losses.add([Loss("description that is not allowed", f"{name}: {error}")])

    def _change_schema(self, change: Callable[[Schema], Schema]) -> None:
        self._schema = change(self._schema) if self._dry_run else projects.change_schema(self._paths, change)

    def _add_entities(self, names: Iterable[str]) -> None:
        wanted = list(dict.fromkeys(names))
        self._schema = self._schema.with_names(wanted)
        if self._dry_run or not wanted:
            return
        present = projects.load_schema(self._paths)
        if new := [name for name in wanted if name not in present]:
            self._step.will_add(new)
            self._schema = projects.change_schema(self._paths, lambda present: present.with_names(wanted))

    def _take_file(self, file: ExchangedFile) -> None:
        file = _trimmed(file)
        if not file.text:
            raise RequestError("Its text is empty; there is nothing to tag in it.")
        document = Document(_text_name(file.name), file.text, text_hash(file.text))
        is_new = self._is_new(document)
        spans = self._apart(file)
        suggestions, crowded = _apart(file.suggestions)
        tags = _tags(spans, self._by)
        # All that can be refused is refused before anything is written.
        names = [span.entity for span in (*spans, *suggestions)]
        self._schema.with_names(names)
        _merged(load_record(self._paths, document).tagging, tags, suggestions)
        if is_new and not self._dry_run:
            self._step.will_create(document.name, document.hash)
            create_text(self._paths, document)
        self._add_entities(names)
        self._count(self._merge(document, tags, suggestions, tagged=file.tagged), is_new=is_new)
        self._note(document, file)
        kept = set(spans)
        dropped = [span for span in dict.fromkeys(file.spans) if span not in kept]
        self._losses.add(file.losses)
        self._losses.add(Loss("overlapping span", _described(file, span)) for span in dropped)
        self._losses.add(Loss("overlapping suggestion", _described(file, span)) for span in crowded)

    def _merge(
        self, document: Document, tags: SpanSet[Tag], suggestions: tuple[Suggestion, ...], *, tagged: bool
    ) -> tuple[int, int]:
        """Puts tags and suggestions to what is there; gives how many are new of each."""
        counts = (0, 0)

        def merged(record: FileRecord) -> FileRecord:
            nonlocal counts
            before, after = record.tagging, _merged(record.tagging, tags, suggestions)
            counts = len(after.tags) - len(before.tags), len(after.suggestions) - len(before.suggestions)
            return replace(record, tagging=after, confirmed=record.confirmed or tagged)

        if self._dry_run:
            merged(load_record(self._paths, document))
        else:
            change_record(self._paths, document, merged, self._step)
        return counts

    def _count(self, new: tuple[int, int], *, is_new: bool) -> None:
        self._counts["added" if is_new else "merged"] += 1
        self._counts["tags"] += new[0]
        self._counts["suggestions"] += new[1]

    def _note(self, document: Document, file: ExchangedFile) -> None:
        """Keeps for the end what is written once for all."""
        self._seen.add(document)
        if file.dataset is Dataset.TESTING:
            self._testing.append(document.name)
        if file.language:
            self._languages[document.name] = file.language

    def _apart(self, file: ExchangedFile) -> tuple[Span, ...]:
        """The spans to take; none overlaps another, unless the text is to be refused for it."""
        if self._overlaps is None:
            return tuple(dict.fromkeys(file.spans))
        return tuple(taken(file.spans, self._overlaps))

    def _is_new(self, document: Document) -> bool:
        try:
            present = read_document(self._paths, document.name).hash
        except NotFoundError:
            present = self._seen.hash_of(document.name) if self._dry_run else ""
        if present and present != document.hash:
            raise RequestError("There is a file of this name with another text; rename one of the two.")
        return not present


def _merged(tagging: Tagging, tags: SpanSet[Tag], suggestions: tuple[Suggestion, ...]) -> Tagging:
    """What is there, and what comes in; a tag that is there already stays as it is."""
    again = tuple(tag.span for tag in tags if tag.span in tagging.rejected)
    tagging = tagging.merged(Change(tags_added=tuple(tags), rejected_removed=again))
    fresh = tuple(s for s in suggestions if s.span not in tagging.rejected)
    return tagging.applied(Change(suggestions_added=fresh))


def _text_name(name: str) -> str:
    """The name of the text in the project; it must not lead out of it."""
    if not name.casefold().endswith(TEXT_SUFFIX):
        name += TEXT_SUFFIX
    path = PurePosixPath(name)
    if not is_inside(name) or path.parts[0] == DATA_FOLDER:
        raise RequestError(f"The name {name!r} leads out of the project; give a path inside it.")
    if any(part.startswith(".") for part in path.parts[:-1]):
        raise RequestError(f"The name {name!r} is in a hidden folder, which no list of files shows; give another path.")
    return path.as_posix()


def _tags(spans: Iterable[Span], by: str) -> SpanSet[Tag]:
    at = now()
    try:
        return SpanSet(Tag(span.start, span.end, span.entity, IMPORTED, by, at) for span in spans)
    except ValueError as error:
        raise RequestError(
            "Some of its spans overlap, and a character can belong to one tag only; "
            "say which to take with --overlaps longest, first or none."
        ) from error


def _apart(suggestions: Iterable[Suggestion]) -> tuple[tuple[Suggestion, ...], list[Suggestion]]:
    """The most probable suggestions that do not overlap, and the others."""
    different = dict.fromkeys(suggestions)
    kept = dict.fromkeys(best_apart(different))
    return tuple(kept), [suggestion for suggestion in different if suggestion not in kept]


def _trimmed(file: ExchangedFile) -> ExchangedFile:
    """The file with names of entities as a schema holds them, without outer blanks."""
    if all(span.entity == span.entity.strip() for span in (*file.spans, *file.suggestions)):
        return file
    return replace(
        file,
        spans=tuple(replace(span, entity=span.entity.strip()) for span in file.spans),
        suggestions=tuple(replace(s, entity=s.entity.strip()) for s in file.suggestions),
    )


def _described(file: ExchangedFile, span: Span) -> str:
    return f"{file.name}, {span.entity} at {span.start}-{span.end}: {file.text[span.start : span.end][:50]!r}"
