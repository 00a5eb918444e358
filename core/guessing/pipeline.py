"""A spaCy pipeline as a guesser: its labels are mapped to entities by name or by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import spacy
from spacy.language import Language

from core.domain.project.guessers import Guesser, entity_of_label
from core.domain.text.guesses import Guess
from core.errors import WorkError
from core.guessing.local import LocalGuesser

SCORE = 0.6
"""A pipeline does not say how sure it is of its entities."""

_FINDS = ("ner", "entity_ruler", "span_ruler")
"""Factories of the components that find entities."""

_SYNONYMS = {
    "PER": "person", "LOC": "location", "ORG": "organization", "GPE": "location", "MISC": "miscellaneous",
}  # fmt: skip
"""Labels of widely used pipelines, and how people call what they mean."""


def open_pipeline(guesser: Guesser, entities: Sequence[str]) -> LocalGuesser:
    """Load a pipeline.

    Raises:
        WorkError: it does not load, or none of its labels stands for an entity of the project.
    """
    try:
        nlp = spacy.load(guesser.address)
    except (OSError, ValueError, ImportError, KeyError, TypeError) as error:
        said = " ".join(str(error).split())[:200]
        raise WorkError(f"The pipeline {guesser.address!r} is not installed, or does not load: {said}") from error
    nlp.max_length = 10**9
    found = _labels(nlp)
    chosen = {label: entity for label in found if (entity := _entity(label, guesser, list(entities)))}
    if not chosen:
        raise WorkError(
            f"No label of {guesser.address!r} is called like an entity of the project; map some with "
            f"--map LABEL=ENTITY. Its labels are: {', '.join(found) or 'none'}."
        )

    def find(text: str) -> list[Guess]:
        with nlp.memory_zone():
            doc = nlp(text)
            return [
                Guess(span.start_char, span.end_char, chosen[span.label_], SCORE)
                for span in doc.ents
                if span.label_ in chosen and span.end_char > span.start_char
            ]

    meta = nlp.meta
    about = [guesser.address, meta.get("lang"), meta.get("name"), meta.get("version"), sorted(chosen.items())]
    slow = "The pipeline is too slow for so long a text."
    return LocalGuesser(json.dumps(["pipeline", *about]), find, slow, is_costly=True, seconds=300.0)


def _labels(nlp: Language) -> list[str]:
    """Return the labels of all components that find entities."""
    finders: list[Any] = [nlp.get_pipe(name) for name in nlp.pipe_names if nlp.get_pipe_meta(name).factory in _FINDS]
    return sorted({label for finder in finders for label in finder.labels})


def _entity(label: str, guesser: Guesser, entities: list[str]) -> str:
    found = entity_of_label(label, guesser.labels, entities)
    if found or label in guesser.labels or label not in _SYNONYMS:
        return found
    return entity_of_label(_SYNONYMS[label], {}, entities)
