"""Taking texts, tags and suggestions into a project."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from core.domain.project.documents import Document
from core.domain.project.jobs import FileFailure
from core.domain.text.spans import Span
from core.errors import AutotagError, NotFoundError, RequestError
from core.formats import About, ExchangedFile, Loss, Read, Source
from core.services.exchange.incoming_entities import IncomingEntities
from core.services.exchange.merging import (
    best_suggestions,
    chosen_spans,
    described_span,
    imported_tags,
    merged_tagging,
    merging,
    text_name,
)
from core.services.exchange.reports import ImportOptions, ImportReport
from core.services.exchange.seen_texts import SeenTexts
from core.services.exchange.sources import Opened, opened
from core.services.exchange.tally import ImportTally
from core.services.exchange.text_facts import TextFacts
from core.services.exchange.tidying import tidied
from core.services.project.preferences import author
from core.services.project.projects import Project, make_project
from core.store.steps.journal import StepRecorder
from core.store.tags.taggings import TagsFile
from core.store.texts.finding import create_text, read_document, text_hash

_DEFAULT = ImportOptions()

_GENERATED_NAME = re.compile(r"\d{5,}\.txt")
"""Names of texts that have none in their source."""


def import_file(
    project: Project,
    source: Path | BinaryIO,
    format_name: str | None = None,
    *,
    options: ImportOptions = _DEFAULT,
    dry_run: bool = False,
    progress: Callable[[int], None] | None = None,
) -> ImportReport:
    """Import texts and tags. A text is imported as a whole or not at all, and one that is refused stops no other.

    Args:
        project: where to; its folder is made when the first text comes in.
        source: the file or folder to read, or a stream.
        format_name: its format; None to recognise it by its content.
        options: what to do about overlaps, blanks, refusals.
        dry_run: write nothing, and report what would come.
        progress: called with the number of texts read, after each.

    Raises:
        RequestError: the source is missing, not of the format, or holds no text; or with `strict`, something would be
            refused. Nothing was changed.
        StorageError: something cannot be read or written.
    """
    if not options.strict or dry_run:
        return _import(project, source, format_name, options, dry_run=dry_run, progress=progress)
    with tempfile.TemporaryFile() as copy:
        if not isinstance(source, Path):
            shutil.copyfileobj(source, copy)
            copy.seek(0)
            source = cast("BinaryIO", copy)
        trial = _import(project, source, format_name, options, dry_run=True, progress=None)
        if trial.refused:
            first = trial.refused[0]
            raise RequestError(
                f"Nothing was imported, since --strict was given and {len(trial.refused)} would be refused; "
                f"the first is {first.name}: {first.reason}"
            )
        copy.seek(0)
        return _import(project, source, format_name, options, dry_run=False, progress=progress)


def _import(
    project: Project,
    source: Path | BinaryIO,
    format_name: str | None,
    options: ImportOptions,
    *,
    dry_run: bool,
    progress: Callable[[int], None] | None,
) -> ImportReport:
    texts = (*([options.texts] if options.texts else ()), project.folder)
    how = Source(texts=texts, token_column=options.token_column, tag_column=options.tag_column, pattern=options.pattern)
    with opened(source, format_name, how) as found:
        under_way = _Import(project, found, options, dry_run=dry_run)
        try:
            for item in found.items:
                under_way.take(item)
                if progress:
                    progress(under_way.tally.read)
        except RequestError as error:
            if not under_way.tally.read:
                raise
            under_way.tally.refuse(found.name, str(error).removeprefix(f"{found.name}, "))
        finally:  # the texts read before a faulty place are in, with all that belongs to them
            under_way.finish()
    report = under_way.report()
    if not under_way.tally.read:
        raise RequestError(f"{found.name} holds no text that can be imported (read as {found.format}).")
    return report


class _Import:
    """An import under way: takes text after text, and counts."""

    def __init__(self, project: Project, source: Opened, options: ImportOptions, *, dry_run: bool) -> None:
        self.tally = ImportTally()
        self._project = project
        self._paths = project.paths
        self._source = source
        self._options = options
        self._dry_run = dry_run
        self._step: StepRecorder | None = None
        self._entities = IncomingEntities(self._paths, dry_run=dry_run)
        self._facts = TextFacts()
        self._seen = SeenTexts()

    def take(self, item: Read) -> None:
        """Import one item, or note why it is refused."""
        if isinstance(item, About):
            self._facts.foreign |= item.foreign
            self.tally.losses.add(item.losses)
            self.tally.losses.add(self._entities.declare(item.entities, item.descriptions))
            return
        self.tally.read += 1
        if isinstance(item, FileFailure):
            self.tally.refuse(item.name, item.reason)
            return
        try:
            self._take_file(item)
        except AutotagError as error:
            self.tally.refuse(item.name, str(error))

    def finish(self) -> None:
        """Write what is written once for all texts, if any came in.

        Raises:
            StorageError: it cannot be written.
        """
        self._seen.close()
        if self._step is None:
            return
        try:
            self._facts.write(self._paths, self._source.format)
        finally:
            self._step.finish()

    def report(self) -> ImportReport:
        """Return the outcome so far."""
        return self.tally.report(self._source.format, self._entities.added, dry_run=self._dry_run)

    def _take_file(self, file: ExchangedFile) -> None:
        file = tidied(file, keep_blanks=self._options.keep_blanks)
        if not file.text:
            raise RequestError("Its text is empty; there is nothing to tag in it.")
        document, is_new = self._document(file)
        spans = chosen_spans(file.spans, self._options.overlaps)
        suggestions, crowded = best_suggestions(file.suggestions)
        tags = imported_tags(spans, author())
        names = [span.entity for span in (*spans, *suggestions)]
        # All that can be refused is refused before anything is written.
        self._entities.check(names)
        record_file = TagsFile(self._paths, document)
        before = record_file.load().tagging
        after = merged_tagging(before, tags, suggestions)
        if not self._dry_run:
            step = self._begun()
            if is_new:
                step.will_create(document.name, document.hash)
                create_text(self._paths, document)
            self._entities.add(names, step)
            record_file.change(merging(tags, suggestions, tagged=file.tagged), step)
        else:
            self._entities.add(names)
            self._seen.add(document)
        self._facts.add(document.name, file)
        self.tally.count(before, after, is_new=is_new)
        self.tally.adjusted.add(file.adjusted)
        self.tally.losses.add(file.losses)
        self._count_overlaps(file, spans, crowded)

    def _count_overlaps(self, file: ExchangedFile, spans: Iterable[Span], crowded: Iterable[Span]) -> None:
        kept = set(spans)
        dropped = [span for span in dict.fromkeys(file.spans) if span not in kept]
        self.tally.losses.add(Loss("overlapping span", described_span(file, span)) for span in dropped)
        self.tally.losses.add(Loss("overlapping suggestion", described_span(file, span)) for span in crowded)

    def _begun(self) -> StepRecorder:
        """Make the project when the first text comes in."""
        if self._step is None:
            make_project(self._project)
            self._step = StepRecorder(self._paths, f"importing {self._source.format}", author())
        return self._step

    def _document(self, file: ExchangedFile) -> tuple[Document, bool]:
        """Return the text to write or to merge with, and whether it is new.

        Raises:
            RequestError: its name is not allowed, or another text has it.
        """
        document = Document(text_name(file.name), file.text, text_hash(file.text))
        try:
            return document, self._is_new(document)
        except RequestError:
            if not _GENERATED_NAME.fullmatch(document.name):
                raise
        # Texts without names of their own are called by number; those of another file have the same numbers.
        stem = PurePosixPath(self._source.name).stem
        renamed = replace(document, name=text_name(f"{stem}-{document.name}"))
        return renamed, self._is_new(renamed)

    def _is_new(self, document: Document) -> bool:
        try:
            present = read_document(self._paths, document.name).hash
        except NotFoundError:
            present = self._seen.hash_of(document.name) if self._dry_run else ""
        if present and present != document.hash:
            raise RequestError("There is a file of this name with another text; rename one of the two.")
        return not present
