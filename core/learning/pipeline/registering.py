"""Add a spaCy pipeline that was trained elsewhere to a project, in a process of its own.

    python -m core.learning.pipeline.registering PIPELINE            what it can find, as JSON on stdout
    python -m core.learning.pipeline.registering PIPELINE TO LABELS  writes it to a folder; LABELS is JSON

An error is one line on stderr, and exit status 2.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language

from core.domain.models.model import DEFAULT_THRESHOLD
from core.learning.pipeline.settings import PipelineSettings

_FINDS = ("ner", "entity_ruler", "span_ruler")
"""Factories of spaCy's components that find entities."""


def labels_of(nlp: Language, extras: PipelineSettings) -> list[str]:
    """Return the labels of all components that find entities; a pipeline trained here lists them in its extras."""
    if extras.thresholds:
        return sorted(extras.thresholds)
    finders: list[Any] = [nlp.get_pipe(name) for name in nlp.pipe_names if nlp.get_pipe_meta(name).factory in _FINDS]
    return sorted({label for finder in finders for label in finder.labels})


def register(nlp: Language, extras: PipelineSettings, folder: Path, labels: dict[str, str]) -> None:
    """Write the pipeline, with the entities that its labels stand for."""
    nlp.to_disk(folder)
    thresholds = {entity: extras.thresholds.get(label, DEFAULT_THRESHOLD) for label, entity in labels.items()}
    # What was registered before has names of its own for the labels; these are led on to the new ones.
    led_on = {label: labels[name] for label, name in extras.labels.items() if name in labels}
    replace(extras, thresholds=thresholds, labels=led_on or labels).save(folder)


def main(arguments: Sequence[str]) -> int:
    """Run the program and return its exit status."""
    try:
        nlp = spacy.load(arguments[0])
        extras = PipelineSettings.load(nlp.path) if nlp.path else PipelineSettings()
        if len(arguments) == 1:
            said = {"labels": labels_of(nlp, extras), "language": nlp.lang, "spacy": version("spacy")}
            print(json.dumps(said))  # noqa: T201 - a program
        else:
            folder, labels = arguments[1:]
            register(nlp, extras, Path(folder), json.loads(labels))
    except Exception as error:  # noqa: BLE001 - whatever a damaged pipeline makes of it, one line for the one who asked
        print(f"{type(error).__name__}: {error}".splitlines()[0][:300], file=sys.stderr)  # noqa: T201 - a program
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
