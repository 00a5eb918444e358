"""GLiNER models as guessers, with a tiny model that is made here and run by the real library."""

import sys

import pytest

from core.domain.project.guessers import Guesser, GuesserKind
from core.domain.project.schema import Entity
from core.errors import WorkError
from core.guessing.guesser import Question
from core.guessing.opening import open_guesser


def read(address, *texts, entities=("FirstName", "City"), **settings):
    guesser = Guesser("g", GuesserKind.GLINER, str(address), **settings)
    with open_guesser(guesser, [Entity(name) for name in entities], {}, lambda known: None) as opened:
        return list(opened.read([Question(f"{number}.txt", text) for number, text in enumerate(texts)]))


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    for package in ("fast_gliner", "onnx", "tokenizers"):
        pytest.importorskip(package)
    from tests.core.guessing.tiny_gliner import make_model

    return make_model(tmp_path_factory.mktemp("gliner") / "model", ["Anna", "Ben", "Zoë"])


def test_a_model_in_a_folder_finds_spans_in_code_points_also_in_long_texts(model):
    text = "👍 naïve Zoë met Ben . " + "so on and on " * 200 + "until Anna came"
    [answer, empty] = read(model, text, "   ")
    assert answer.problem == ""
    assert [(text[g.start : g.end], g.entity) for g in answer.guesses] == [
        ("Zoë", "FirstName"),
        ("Ben", "FirstName"),
        ("Anna", "FirstName"),
    ]
    assert all(0.5 < guess.score <= 1 for guess in answer.guesses)
    assert empty.guesses == ()


def test_a_mapped_label_is_asked_for_in_place_of_its_entity(model):
    [answer] = read(model, "Ben came", entities=("Client",), labels={"person": "Client"})
    assert [guess.entity for guess in answer.guesses] == ["Client"]


def test_without_the_package_one_sentence_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "fast_gliner", None)
    with pytest.raises(WorkError, match=r"pip install 'autotag\[gliner\]'"):
        read(tmp_path, "text")


def test_a_model_that_is_not_there_is_not_downloaded(monkeypatch, tmp_path):
    pytest.importorskip("fast_gliner")
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(WorkError, match="nothing is downloaded"):
        read("somebody/a-model", "text")
    with pytest.raises(WorkError, match="does not load"):
        read(tmp_path, "text")
