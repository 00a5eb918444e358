"""Make a project of some records of a corpus; labels join the corpus again by the ids of the records."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.corpus.applying import tag_records
from core.corpus.corpus import Corpus, Pace
from core.corpus.engine import LocalEngine
from core.corpus.inputs import find_inputs
from core.corpus.output import Progress
from core.corpus.reading import Fields
from core.corpus.records import Record, RefusedRecord
from core.corpus.sampling import Numbered, doubtful_records, random_records
from core.domain.project.documents import Document
from core.errors import AutotagError, RequestError
from core.learning.pipeline.wanted import Wanted
from core.services.corpus.apply import usable_model
from core.services.project.projects import create_project
from core.store.disk.atomic import make_folder, printable, storage_errors
from core.store.disk.folders import ProjectFolder
from core.store.texts.finding import create_text, read_document, text_hash
from core.store.texts.origins import add_origins


@dataclass(frozen=True)
class SampleOptions:
    """What to draw from what.

    Attributes:
        inputs: files, folders, globs, URLs, or `-`.
        project: the folder to make; it may be there if it is empty.
        count: number of records.
        model: draws the records that this model doubts the most, and any at random if empty.
        seed: the same seed draws the same records.
        fields: where text and id of a record are.
        entities: of the project, each `NAME` or `NAME: DESCRIPTION`.
        processes: how many processes tag.
        without_guesses: as for `apply`.
    """

    inputs: tuple[str, ...]
    project: Path
    count: int = 500
    model: str = ""
    seed: int = 0
    fields: Fields = field(default_factory=Fields)
    entities: tuple[str, ...] = ()
    processes: int = 1
    without_guesses: bool = False


def sample_corpus(
    options: SampleOptions, report: Callable[[Pace], None], tell: Callable[[str], None] = lambda _: None
) -> Progress:
    """Draw records and make a project of them, which appears whole or not at all. Blank texts are never drawn.

    Args:
        options: what to draw.
        report: called for each record with how far the reading is.
        tell: called with a sentence if the model tags without what it learned with.

    Returns:
        The numbers of records drawn, as `tagged`, and of those that could not be read or held by a project.

    Raises:
        RequestError: the request is wrong, or no record can be drawn; nothing was written.
        WorkError: an input could not be read to its end; nothing was written.
        StorageError: the project cannot be written.
    """
    if options.count < 1:
        raise RequestError("--count is a number of records, 1 or more.")
    if options.project.exists() and (not options.project.is_dir() or any(options.project.iterdir())):
        raise RequestError(f"{printable(options.project)} exists already; name a folder that is new or empty.")
    progress = Progress()
    records = _usable(Corpus(find_inputs(options.inputs), options.fields), progress, report)
    if options.model:
        model = usable_model(options.model, without_guesses=options.without_guesses, tell=tell)
        engine = LocalEngine(options.processes, options.without_guesses, tell)
        drawn = doubtful_records(tag_records(engine, model, records, Wanted()), options.count, options.seed)
    else:
        drawn = random_records(records, options.count, options.seed)
    _write_project(options, drawn, progress)
    return progress


def _usable(corpus: Corpus, progress: Progress, report: Callable[[Pace], None]) -> Iterator[Numbered]:
    """Yield the records that are not blank, and count those that cannot be read."""
    for number, record in corpus.records():
        corpus.pace.records += 1
        report(corpus.pace)
        if record.text.strip():
            yield number, record
        while corpus.refused:
            progress.refuse(corpus.refused.popleft()[1])
    while corpus.refused:
        progress.refuse(corpus.refused.popleft()[1])


def _write_project(options: SampleOptions, drawn: Sequence[Record], progress: Progress) -> None:
    target = options.project
    partial = target.with_name(f".{target.name}.partial")
    with storage_errors(target, "written"):
        make_folder(target.parent)
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir()
        try:
            origins = _write_texts(ProjectFolder(partial.resolve()), drawn, progress)
            if not origins:
                raise RequestError("No record of the corpus has a text that a project can hold; nothing was written.")
            add_origins(create_project(partial, options.entities).paths, origins)
            partial.rename(target)
        finally:
            shutil.rmtree(partial, ignore_errors=True)


def _write_texts(folder: ProjectFolder, drawn: Sequence[Record], progress: Progress) -> dict[str, dict[str, str]]:
    """Write the texts that a project can hold; return the id and the place of each, by its name there."""
    origins = {}
    width = max(4, len(str(len(drawn))))
    for number, record in enumerate(drawn, start=1):
        name = f"{number:0{width}}.txt"
        try:
            create_text(folder, Document(name, record.text, text_hash(record.text)))
            read_document(folder, name)
        except AutotagError as error:
            folder.text_file(name).unlink(missing_ok=True)
            progress.refuse(RefusedRecord(record.place, f"a project cannot hold it: {str(error).rstrip('.')}"))
        else:
            origins[name] = {"record": record.id, "place": record.place}
            progress.tagged += 1
    return origins
