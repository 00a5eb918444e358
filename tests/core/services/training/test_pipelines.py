"""Pipelines that come from elsewhere, and models that go there."""

import subprocess
import sys
import tarfile
from typing import cast

import pytest
import spacy
from spacy.pipeline import EntityRuler

from core.domain.models.model import guidance
from core.domain.project.jobs import AutotagSpec, JobState
from core.errors import NotFoundError, RequestError, WorkError
from core.services.jobs import autotagging, jobs
from core.services.project import entities, files
from core.services.training import models, pipelines


@pytest.fixture
def pipeline(tmp_path):
    """A pipeline that knows some words."""
    nlp = spacy.blank("en")
    ruler = cast("EntityRuler", nlp.add_pipe("entity_ruler"))
    names = {"PERSON": "Anna", "CITY": "Paris", "CASH": "euros"}
    ruler.add_patterns([{"label": label, "pattern": text} for label, text in names.items()])
    folder = tmp_path / "pipeline"
    nlp.to_disk(folder)
    return str(folder)


async def finished(project, job):
    async for seen in jobs.watch_job(project, job.id):
        job = seen
    return job


async def test_a_registered_pipeline_suggests_at_once_under_the_projects_names(project, pipeline):
    model = pipelines.register_pipeline(project, pipeline, "other", {"CASH": ""})
    assert model.entities == ["City", "Person"]  # called as the project calls them, case ignored
    assert entities.load_schema(project).names == ["Person", "City"]
    assert guidance(models.get_model(project, "other")) == []
    found = autotagging.usable_entities(project, "other")
    job = autotagging.start_autotag(project, AutotagSpec("other", tuple(found), ("a.txt", "b.txt")))
    assert (await finished(project, job)).state is JobState.SUCCEEDED
    document, tagging = files.read_tagging(project, "a.txt")
    assert [(document.text[s.start : s.end], s.entity) for s in tagging.suggestions] == [
        ("Anna", "Person"), ("Paris", "City")
    ]  # fmt: skip


def test_labels_can_be_mapped_and_left_out(project, pipeline):
    model = pipelines.register_pipeline(project, pipeline, "other", {"PERSON": "Who", "CASH": ""})
    assert model.entities == ["City", "Who"]
    assert entities.load_schema(project).names == ["Person", "City", "Who"]


async def test_a_registered_model_can_be_registered_again_under_other_names(project, pipeline):
    pipelines.register_pipeline(project, pipeline, "first", {"PERSON": "Who", "CASH": ""})
    first = str(project.paths.models / "first" / "pipeline")
    model = pipelines.register_pipeline(project, first, "second", {"Who": "Person"})
    assert model.entities == ["City", "Person"]
    job = autotagging.start_autotag(project, AutotagSpec("second", ("City", "Person"), ("a.txt",)))
    assert (await finished(project, job)).suggested == 2


def test_what_cannot_be_registered_is_refused_and_leaves_nothing(project, pipeline, tmp_path):
    (tmp_path / "damaged").mkdir()
    empty = tmp_path / "empty"
    spacy.blank("en").to_disk(empty)
    for source, labels, error in (
        ("no_such_pipeline", {}, RequestError),
        (str(tmp_path / "damaged"), {}, WorkError),
        (str(empty), {}, RequestError),
        (pipeline, {"NOPE": "x"}, RequestError),
        (pipeline, {"CASH": "50%"}, RequestError),
    ):
        with pytest.raises(error):
            pipelines.register_pipeline(project, source, "other", labels)
    assert models.list_models(project) == []
    pipelines.register_pipeline(project, pipeline, "other")
    with pytest.raises(RequestError, match="already"):
        pipelines.register_pipeline(project, pipeline, "other")


def test_a_model_becomes_a_package_that_spacy_loads(project, pipeline, tmp_path):
    pipelines.register_pipeline(project, pipeline, "My-model.1")
    package = pipelines.package_model(project, "My-model.1", tmp_path / "out")
    assert package.name.startswith("en_my_model_1-")
    with tarfile.open(package) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    [folder] = (tmp_path / "unpacked").glob("*/en_my_model_1")
    code = "import en_my_model_1; print(en_my_model_1.load()('Anna').ents)"
    done = subprocess.run([sys.executable, "-c", code], cwd=folder.parent, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "(Anna,)"
    with pytest.raises(NotFoundError):
        pipelines.package_model(project, "nope", tmp_path)
