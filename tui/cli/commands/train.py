"""Commands that train models and show them."""

from __future__ import annotations

import sys
from argparse import Namespace
from functools import partial
from typing import Any

from core.domain.models.model import Recipe
from core.domain.models.splits import Split, SplitKind
from core.domain.models.training import TrainingSpec
from core.domain.project.jobs import JobState
from core.services.training import models as model_services
from core.services.training import training
from tui.cli import model_output
from tui.cli.arguments import cluster_of
from tui.cli.commands import exchange as exchanging
from tui.cli.confirming import confirm
from tui.cli.opening import open_project
from tui.cli.output import print_json
from tui.cli.printing import show
from tui.cli.waiting import print_failure, print_submitted, wait


def train(options: Namespace) -> int:
    """Train a model, and wait for it."""
    project = open_project(options)
    plan = training.plan_training(project, undecided=options.undecided)
    split = Split(SplitKind(options.split) if options.split else plan.split.kind, options.test_share, options.seed)
    spec = TrainingSpec(
        options.name,
        Recipe(options.recipe),
        options.base,
        split,
        budget=options.budget,
        undecided=options.undecided,
        cluster=cluster_of(options),
    )
    training.check_training(project, spec, plan)  # before asking: an impossible training is not worth a question
    exists = options.name in plan.models
    if plan.caution:
        show(f"autotag: {plan.caution}", file=sys.stderr)
    if not options.yes:
        if exists:
            confirm(f"There is a model {options.name!r}. Overwrite it?", "overwrite it")
        if plan.deletion:
            confirm(f"{plan.deletion} Go on?", "delete them")
    job = training.start_training(project, spec, overwrite=exists, plan=plan)
    if options.detach:
        return print_submitted(job, options)
    job = wait(project, job)
    if job.state is JobState.SUCCEEDED:
        model = model_services.get_model(project, options.name)
        if options.json:
            print_json(model_output.model_document(model, job))
        else:
            model_output.print_model(model)
        return 0
    return print_failure(job, options)


def models(options: Namespace) -> int:
    """Show models, make a package of one, or register a pipeline as one."""
    project = open_project(options)
    if options.package:
        return exchanging.package(project, options)
    if options.register:
        return exchanging.register(project, options)
    document: Any
    if len(options.names) > 1:
        comparison = model_services.compare_models(project, options.names)
        document, print_outcome = (
            model_output.comparison_document(comparison),
            partial(model_output.print_comparison, comparison),
        )
    elif options.names:
        model = model_services.get_model(project, options.names[0])
        document, print_outcome = model_output.model_document(model), partial(model_output.print_model, model)
    else:
        found = model_services.list_models(project)
        document, print_outcome = (
            [model_output.model_summary(model) for model in found],
            partial(model_output.print_models, found),
        )
    if options.json:
        print_json(document)
    else:
        print_outcome()
    return 0
