"""Register spaCy pipelines as models of a project, and package models for use elsewhere.

A separate process does the work that needs spaCy.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from core.domain.models.metrics import Evaluation
from core.domain.models.model import Model, Recipe, TagCounts
from core.domain.models.splits import Split, SplitKind
from core.domain.project.schema import Schema, check_model_name
from core.errors import RequestError, WorkError
from core.jobs.submission import new_job_id
from core.learning.pipeline.installed import installed_pipelines
from core.programs import command_of
from core.services.project.projects import Project
from core.store import models
from core.store.disk.atomic import printable, storage_errors
from core.store.disk.clock import now
from core.store.project import projects

_REGISTERING = "core.learning.pipeline.registering"


def register_pipeline(project: Project, pipeline: str, name: str, labels: Mapping[str, str] | None = None) -> Model:
    """Register an installed pipeline, or one in a folder, as a model.

    Args:
        project: project that gets the model.
        pipeline: name of the package, or path of the folder.
        name: name of the model.
        labels: entity for each label, "" for none. Any other label maps to the entity of the same name, ignoring case,
            which is added if the project lacks it.

    Raises:
        RequestError: there is no such pipeline, or it finds no entities, or a name is not allowed or taken.
        StorageError: the project cannot be read or written.
    """
    check_model_name(name)
    models.check_free(project.paths, name)
    if pipeline not in installed_pipelines() and not Path(pipeline).is_dir():
        known = ", ".join(installed_pipelines()) or "none"
        raise RequestError(f"There is no pipeline {pipeline!r}; give the path of a folder, or one installed: {known}.")
    about = json.loads(_run(_REGISTERING, pipeline))
    chosen = _mapped(about["labels"], projects.load_schema(project.paths), labels or {})
    if not chosen:
        raise RequestError(f"The pipeline {pipeline!r} finds no entities; it needs a component such as 'ner'.")
    projects.change_schema(project.paths, lambda present: present.with_names(chosen.values()))
    job = new_job_id()
    try:
        folder = models.partial_model(project.paths, job)
        _run(_REGISTERING, pipeline, str(folder), json.dumps(chosen))
        model = _model(name, pipeline, chosen, about["spacy"])
        models.keep_model(project.paths, model, job)
    finally:
        models.drop_partial(project.paths, job)
    return model


def package_model(project: Project, name: str, folder: Path) -> Path:
    """Make an installable package of a model with `spacy package`.

    Args:
        project: project of the model.
        name: name of the model.
        folder: folder for the package.

    Returns:
        The file, for `pip install`. The package is called after the language and the model, with letters, digits and
        `_` only; its version is the day of the training.

    Raises:
        NotFoundError: there is no such model.
        WorkError: spaCy could not package it.
    """
    model = models.load_model(project.paths, name)
    trained = datetime.fromisoformat(model.trained_at)
    version = f"{trained.year}.{trained.month}.{trained.day}"
    module = re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_").lower() or "model"
    pipeline = models.pipeline_folder(project.paths, name)
    with storage_errors(folder, "written"), tempfile.TemporaryDirectory() as made:
        folder.mkdir(parents=True, exist_ok=True)
        _run("spacy", "package", str(pipeline), made, "--name", module, "--version", version, "--force")
        [package] = Path(made).glob("*/dist/*.tar.gz")
        target = folder / package.name
        target.write_bytes(package.read_bytes())
    return target


def _run(module: str, *arguments: str) -> str:
    """Run a module that needs spaCy, and return its output.

    Raises:
        WorkError: it failed; the sentence says why.
    """
    done = subprocess.run(  # noqa: S603 - our own module, or spaCy's
        command_of(module, *arguments),
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip() or "it said nothing").splitlines()[-1]
        raise WorkError(f"spaCy could not do it with {printable(Path(arguments[0]))}: {said[:300]}.")
    return done.stdout


def _mapped(labels: list[str], schema: Schema, wanted: Mapping[str, str]) -> dict[str, str]:
    """Return the entity for each label."""
    if unknown := next((label for label in wanted if label not in labels), ""):
        raise RequestError(f"The pipeline has no label {unknown!r}; its labels are: {', '.join(labels) or 'none'}.")
    alike = {name.casefold(): name for name in schema.names}
    chosen = {label: wanted.get(label, alike.get(label.casefold(), label)) for label in labels}
    return {label: entity for label, entity in chosen.items() if entity}


def _model(name: str, pipeline: str, labels: Mapping[str, str], version: str) -> Model:
    """Make a model without figures: only its entities are known."""
    return Model(
        name=name,
        recipe=Recipe.SPACY,
        base=pipeline,
        made_of="a pipeline that was trained elsewhere",
        trained_at=now(),
        seconds=0.0,
        split=Split(SplitKind.CROSS),
        training=(),
        testing=(),
        training_tags={entity: TagCounts() for entity in labels.values()},
        testing_tags={},
        evaluation=Evaluation(),
        versions={"spacy": version},
    )
