"""What commands print of models, for people and for machines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from core.domain.models.comparison import Comparison
from core.domain.models.metrics import Counts, wilson_interval
from core.domain.models.model import Model, guidance
from core.domain.models.training import encoder_folder
from core.domain.project.jobs import Job
from core.domain.wording import counted
from tui.cli.printing import show

_NONE_NAME = "none"
"""What stands for the missing side of a confusion, whose name is empty."""


def counts_document(counts: Counts) -> dict[str, Any]:
    """Return counts and rates as JSON."""
    low, high = wilson_interval(counts.true_positives, counts.expected)
    return {
        "precision": counts.precision,
        "recall": counts.recall,
        "f1": counts.f1,
        "true_positives": counts.true_positives,
        "false_positives": counts.false_positives,
        "false_negatives": counts.false_negatives,
        "recall_interval": [low, high],
    }


def model_summary(model: Model) -> dict[str, Any]:
    """Return a model's figures as JSON, without what is asked of a single one."""
    return {
        "name": model.name,
        "recipe": model.recipe,
        "base": model.base,
        "trained_at": model.trained_at,
        "seconds": model.seconds,
        "split": {"kind": model.split.kind, "test_share": model.split.test_share, "seed": model.split.seed},
        "training_files": len(model.training),
        "testing_files": len(model.testing),
        **counts_document(model.evaluation.total),
    }


def model_document(model: Model, job: Job | None = None) -> dict[str, Any]:
    """Everything known of a model as JSON."""
    names = sorted({*model.entities, *model.evaluation.entities})
    document = model_summary(model) | {
        "made_of": model.made_of,
        "gain": asdict(model.gain) if model.gain else None,
        "calibrated": model.calibrated,
        "entities": {
            name: {
                **counts_document(model.counts(name)),
                "training_tags": model.training_tags[name].tags if name in model.training_tags else 0,
                "testing_tags": model.counts(name).expected,
                "threshold": model.thresholds.get(name),
                "thresholds": [asdict(each) for each in model.outlooks.get(name, ())],
            }
            for name in names
        },
        "confusion": [
            {"expected": expected or _NONE_NAME, "predicted": predicted or _NONE_NAME, "count": count}
            for (expected, predicted), count in sorted(model.evaluation.confusion.items())
        ],
        "guidance": [asdict(advice) for advice in guidance(model)],
        "curve": [asdict(point) for point in model.curve],
        "forecast": asdict(model.forecast) if model.forecast else None,
        "training": list(model.training),
        "testing": list(model.testing),
        "versions": dict(model.versions),
    }
    return document | ({"job": job.id} if job else {})


def print_models(models: Sequence[Model]) -> None:
    """Print models with their figures."""
    if not models:
        show("No model yet; train one with 'autotag train'.")
        return
    show(f"{'Model':<24}{'F1':>7}{'Precision':>11}{'Recall':>8}  {'Recipe':<9}{'Trained':<18}Files")
    for model in models:
        total = model.evaluation.total
        show(
            f"{model.name:<24}{total.f1:>7.3f}{total.precision:>11.3f}{total.recall:>8.3f}  "
            f"{model.recipe:<9}{model.trained_at[:16].replace('T', ' '):<18}{len(model.training)}"
        )


def comparison_document(comparison: Comparison) -> dict[str, Any]:
    """Return models next to each other as JSON."""
    return {
        "files": list(comparison.files),
        "models": [{"name": each.model, **counts_document(each.counts)} for each in comparison.models],
    }


def print_comparison(comparison: Comparison) -> None:
    """Print models next to each other."""
    show(f"Measured on the same {counted(len(comparison.files), 'file')}")
    show(f"{'Model':<24}{'F1':>7}{'Precision':>11}{'Recall':>8}{'Right':>7}{'Wrong':>7}{'Missed':>8}")
    for each in comparison.models:
        counts = each.counts
        show(
            f"{each.model:<24}{counts.f1:>7.3f}{counts.precision:>11.3f}{counts.recall:>8.3f}"
            f"{counts.true_positives:>7}{counts.false_positives:>7}{counts.false_negatives:>8}"
        )


def print_model(model: Model) -> None:
    """Print one model: figures per entity, confusions, guidance."""
    print_models([model])
    show()
    show(f"Made of: {model.made_of}; trained in {model.seconds:.1f} s; split: {model.split.kind}")
    if model.gain:
        show(f"{'Encoder' if encoder_folder(model.base) else 'Guesser'} {model.gain.sentence}")
    show()
    show(f"{'Entity':<24}{'F1':>7}{'Precision':>11}{'Recall':>8}{'Train':>7}{'Test':>6}")
    for name in sorted({*model.entities, *model.evaluation.entities}):
        counts = model.counts(name)
        learned = model.training_tags[name].tags if name in model.training_tags else 0
        show(
            f"{name:<24}{counts.f1:>7.3f}{counts.precision:>11.3f}{counts.recall:>8.3f}{learned:>7}{counts.expected:>6}"
        )
    confused = {pair: n for pair, n in sorted(model.evaluation.confusion.items()) if pair[0] != pair[1]}
    if confused:
        show()
        show("Confusions (expected, said, how often)")
    for (expected, predicted), count in confused.items():
        show(f"  {expected or _NONE_NAME:<24}{predicted or _NONE_NAME:<24}{count:>5}")
    advice = guidance(model)
    if advice:
        show()
        show("Guidance")
    for item in advice:
        show(f"  {item.sentence}")
