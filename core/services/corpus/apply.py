"""Apply a model to a corpus outside the project. The quota does not count here: it guards autotag jobs of a project."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO

from core.corpus.applying import PART_SIZE, Request, Run
from core.corpus.corpus import Pace
from core.corpus.engine import Engine, LocalEngine, ModelSource
from core.corpus.inputs import Input, find_inputs
from core.corpus.output import PartedOutput, Progress
from core.corpus.reading import Fields
from core.corpus.target import target_of
from core.corpus.writing import ending_of
from core.domain.project.cluster import Cluster
from core.errors import NotFoundError, RequestError
from core.learning.pipeline.wanted import Wanted
from core.services.project.projects import find_project
from core.store.caches.states import StateStore
from core.store.models import load_model, pipeline_folder

__all__ = ["STANDARD_OUTPUT", "Cluster", "Fields", "Input", "Options", "Pace", "Progress", "apply_model", "find_model"]

STANDARD_OUTPUT = "-"


@dataclass(frozen=True)
class Options:
    """What to apply to what, and how.

    Attributes:
        model: `PROJECT:NAME`, the folder of a pipeline, or an installed package.
        inputs: files, folders, globs, URLs, or `-`.
        output: the file or address to write, the folder of parts where `part_size` is set, or `-`.
        fields: where text and id of a record are.
        entities: only these; None for all.
        lowest: lowest score of all entities; None for the thresholds that training chose.
        thresholds: lowest scores of single entities.
        is_strict: stop at the first record that cannot be read.
        with_text: write texts too.
        part_size: records in a part, where the output is parts.
        part_ending: how to write parts: `.jsonl`, `.csv.gz`, `.parquet` ...
        processes: how many processes of this machine tag, where no cluster does.
        cluster: the Dask cluster that tags; None for this machine.
        without_guesses: whether a model may tag without the guesser that it learned with, or without an encoder that
            cannot be used.
    """

    model: str
    inputs: tuple[str, ...]
    output: str = STANDARD_OUTPUT
    fields: Fields = field(default_factory=Fields)
    entities: tuple[str, ...] | None = None
    lowest: float | None = None
    thresholds: tuple[tuple[str, float], ...] = ()
    is_strict: bool = False
    with_text: bool = False
    part_size: int | None = None
    part_ending: str = ".jsonl"
    processes: int = 1
    cluster: Cluster | None = None
    without_guesses: bool = False


def apply_model(
    options: Options, stream: BinaryIO, report: Callable[[Pace], None], tell: Callable[[str], None] = lambda _: None
) -> Progress:
    """Tag a corpus.

    Args:
        options: what to do.
        stream: to write to where the output is `-`.
        report: called for each record with how far the run is.
        tell: called with a sentence if the model tags without the guesses or the encoder that it learned with, or the
            cluster has no worker.

    Raises:
        RequestError: model, input or output are not as they have to be; nothing was written.
        WorkError: an input could not be read to its end, or the output not be written; whole parts are kept.
    """
    if options.part_size is not None and options.part_size < 1:
        raise RequestError("--part-size is a number of records, 1 or more.")
    is_parted = options.part_size is not None
    if is_parted and "://" in options.output:
        raise RequestError("Parts are written to a folder of this machine; leave --part-size out for an address.")
    ending = _ending(options)
    model = usable_model(options.model, without_guesses=options.without_guesses, tell=tell)
    request = Request(
        model=model,
        inputs=find_inputs(options.inputs),
        fields=options.fields,
        wanted=Wanted(options.entities, options.lowest, dict(options.thresholds)),
        is_strict=options.is_strict,
        with_text=options.with_text,
        part_size=options.part_size or PART_SIZE,
    )
    run = Run(request, _engine(options, tell), report)
    if options.output == STANDARD_OUTPUT:
        return run.to_stream(stream, ending)
    output = PartedOutput(
        target_of(options.output),
        ending,
        request.about,
        request.document,
        keeps_parts=is_parted,
        with_text=options.with_text,
    )
    return run.to_parts(output)


def usable_model(address: str, *, without_guesses: bool, tell: Callable[[str], None]) -> ModelSource:
    """Return a model that may tag a corpus.

    Args:
        address: as for `find_model`.
        without_guesses: whether a model that learned with a guesser may tag without it.
        tell: called with a sentence if it does.

    Raises:
        NotFoundError: there is none.
        RequestError: it learned with a guesser, and may not tag without.
    """
    model = find_model(address)
    if model.learned_with_guesses:
        if not without_guesses:
            raise RequestError(
                f"The model {model.name!r} learned with the guesses of a guesser, which is not asked about a corpus; "
                "--without-guesses lets it tag with what it learned without them."
            )
        tell(f"{model.name} tags without the guesses that it learned with")
    return model


def _engine(options: Options, tell: Callable[[str], None]) -> Engine:
    if options.cluster is None:
        return LocalEngine(options.processes, options.without_guesses, tell)
    from core.corpus.cluster import DaskEngine  # late: Dask takes a second to import

    options.cluster.check()
    return DaskEngine(options.cluster, options.without_guesses, tell)


def _ending(options: Options) -> str:
    if options.output == STANDARD_OUTPUT:
        return ".jsonl"
    if options.part_size is not None:
        return ending_of(f"part{options.part_ending}")
    ending = ending_of(Path(options.output).name)
    if ending == ".spacy":
        raise RequestError(
            "A .spacy file holds all documents in memory; write it in parts: --part-size 1000 --part-ending .spacy."
        )
    return ending


def find_model(address: str) -> ModelSource:
    """Return the model at `PROJECT:NAME`, in a folder, or of an installed package.

    Raises:
        NotFoundError: there is none.
        RequestError: the project cannot be opened.
    """
    if (Path(address) / "config.cfg").is_file():
        return ModelSource.of(Path(address).resolve().name, Path(address))
    project, _, name = address.rpartition(":")
    if project:
        paths = find_project(Path(project).expanduser()).paths
        kept = StateStore(paths, is_read_only=True)
        return ModelSource.of(load_model(paths, name).name, pipeline_folder(paths, name), kept)
    if address.isidentifier() and (found := find_spec(address)) and found.submodule_search_locations:
        folders = [path.parent for path in Path(found.submodule_search_locations[0]).glob("*/config.cfg")]
        if folders:
            return ModelSource.of(address, folders[0])
    raise NotFoundError(
        f"There is no model {address!r}; name it as PROJECT:NAME, by a pipeline's folder, or by an installed package."
    )
