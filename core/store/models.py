"""Models: figures in `model.json`, and the pipeline next to it."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.domain.models.model import Model
from core.domain.project.schema import check_model_name
from core.errors import NotFoundError, RequestError, StorageError, UnusableError
from core.store.disk.atomic import flush_folder, flush_tree, make_folder, printable, storage_errors
from core.store.disk.folders import ProjectFolder
from core.store.disk.locks import locked
from core.store.disk.rights import adopt
from core.store.disk.storage import RecordFile
from core.store.disk.values import from_document, to_document

PIPELINE = "pipeline"

_REPLACED = ".replaced-"


def list_models(folder: ProjectFolder) -> list[Model]:
    """Return all models, latest first; one whose file is damaged is left out, see `damaged_models`.

    Raises:
        StorageError: the folder cannot be read.
    """
    with storage_errors(folder.models, "read"):
        for replaced in folder.models.glob(f"{_REPLACED}*"):
            target = folder.model_folder(replaced.name.removeprefix(_REPLACED))
            with locked(target):  # or a worker may be between the two steps right now
                _bring_back(target)
        names = [path.parent.name for path in folder.models.glob("*/model.json")]
    models = []
    for name in names:
        with suppress(StorageError):
            models += [] if name.startswith(".") else [_load(folder, name)]
    return sorted(models, key=lambda model: (model.trained_at, model.name), reverse=True)


def damaged_models(folder: ProjectFolder) -> list[str]:
    """Return a sentence about each model whose file cannot be read."""
    sentences = []
    for path in sorted(folder.models.glob("*/model.json")):
        if not path.parent.name.startswith("."):
            try:
                _load(folder, path.parent.name)
            except StorageError as error:
                sentences.append(f"The model {path.parent.name!r} is passed over: {error}")
    return sentences


def model_names(folder: ProjectFolder) -> list[str]:
    """Return the names of all models."""
    return [model.name for model in list_models(folder)]


def load_model(folder: ProjectFolder, name: str) -> Model:
    """Return one model's figures.

    Raises:
        NotFoundError: there is none of this name; the sentence lists those that are.
        StorageError: its file is damaged.
    """
    if not (folder.model_folder(name) / "model.json").exists() or name.startswith("."):
        names = model_names(folder)
        known = ", ".join(sorted(names)) or "none yet; train one first"
        raise NotFoundError(f"There is no model {name!r} in this project; its models are: {known}.")
    return _load(folder, name)


def pipeline_folder(folder: ProjectFolder, name: str) -> Path:
    """Return the folder of a model's pipeline; `spacy.load` opens it."""
    return folder.model_folder(name) / PIPELINE


def partial_model(folder: ProjectFolder, job: str) -> Path:
    """Return an empty folder for the pipeline of a model that is being trained.

    Raises:
        StorageError: the folder cannot be cleared or created.
    """
    partial = folder.models / f".partial-{job}"
    with storage_errors(partial, "written"):
        if partial.exists():
            shutil.rmtree(partial)
        make_folder(partial)
    return partial / PIPELINE


def drop_partial(folder: ProjectFolder, job: str) -> None:
    """Remove the files of a training that did not succeed."""
    shutil.rmtree(folder.models / f".partial-{job}", ignore_errors=True)


def keep_model(folder: ProjectFolder, model: Model, job: str) -> None:
    """Make a trained model one of the project, in place of one of the same name; durable on return.

    Raises:
        StorageError: it could not be put in place; the old one is still there.
    """
    partial = folder.models / f".partial-{job}"
    file = _file(partial)
    with file.transaction() as db:
        db.drop_table("model")
        db.table("model").insert(_to_document(model))
    target = folder.model_folder(check_model_name(model.name))
    with locked(target), storage_errors(target, "written"):
        adopt(partial)
        flush_tree(partial)
        _bring_back(target)
        if target.exists():
            target.rename(_replaced(target))
        try:
            partial.rename(target)
            flush_folder(folder.models)
        finally:
            _bring_back(target)


def delete_model(folder: ProjectFolder, name: str) -> None:
    """Remove a model for good.

    Raises:
        NotFoundError: there is none of this name.
        StorageError: it could not be removed.
    """
    load_model(folder, name)
    gone = folder.models / f".deleted-{name}"
    with storage_errors(folder.model_folder(name), "removed"):
        shutil.rmtree(gone, ignore_errors=True)
        folder.model_folder(name).rename(gone)
        shutil.rmtree(gone)


def check_free(folder: ProjectFolder, name: str) -> None:
    """Check that no model has the name.

    Raises:
        RequestError: one has.
    """
    if name in model_names(folder):
        raise RequestError(f"There is a model {name!r} already; choose another name, or overwrite it.")


def _replaced(target: Path) -> Path:
    return target.with_name(_REPLACED + target.name)


def _bring_back(target: Path) -> None:
    """End a replacement of a model: remove the old one, or bring it back if the new one did not take its place."""
    replaced = _replaced(target)
    if target.exists():
        shutil.rmtree(replaced, ignore_errors=True)
    elif replaced.exists():
        replaced.rename(target)


def _load(folder: ProjectFolder, name: str) -> Model:
    file = _file(folder.model_folder(name))
    rows = file.read().table("model").all()
    if not rows:
        raise UnusableError(f"The model {name!r} has no figures in {file.path.name}; train it again.")
    try:
        document = _as_model(dict(rows[0]))
    except (TypeError, ValueError) as error:
        raise UnusableError(
            f"{printable(file.path)} holds a damaged confusion matrix; train the model again."
        ) from error
    # The folder says how a model is called: what a file says may lead out of the project.
    return replace(from_document(document, Model, file.path), name=name)


def _to_document(model: Model) -> dict[str, Any]:
    """Return the same as `to_document`, but with the confusion matrix as rows, since JSON has no pairs as keys."""
    document = to_document(model)
    cells = document["evaluation"]["confusion"]
    document["evaluation"]["confusion"] = [[*pair, count] for pair, count in cells.items()]
    return document


def _as_model(document: dict[str, Any]) -> dict[str, Any]:
    evaluation = dict(document.get("evaluation", {}))
    cells = evaluation.get("confusion", [])
    evaluation["confusion"] = {(expected, predicted): count for expected, predicted, count in cells}
    return {**document, "evaluation": evaluation}


def _file(model_folder: Path) -> RecordFile:
    return RecordFile(model_folder / "model.json", "model")
