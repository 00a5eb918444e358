"""What a user can do: each command once, from which key, footer, palette entry and help are made."""

from tui.commands import (
    anywhere,
    entities,
    exchange,
    file,
    job,
    performance,
    places,
    projects,
    settings,
    tag_data,
    train,
    wizard,
)
from tui.commands.command import Command

__all__ = ["Command", "all_commands"]


def all_commands() -> list[Command]:
    """Every command of every screen, once."""
    groups = (
        anywhere.EVERYWHERE,
        projects.COMMANDS,
        tag_data.COMMANDS,
        file.COMMANDS,
        entities.COMMANDS,
        train.COMMANDS,
        performance.MODELS,
        performance.MODEL,
        job.JOBS,
        job.ONE_JOB,
        wizard.MODEL_STEP,
        wizard.ENTITIES_STEP,
        wizard.FILES_STEP,
        wizard.REVIEW_STEP,
        settings.COMMANDS,
        exchange.CHOOSER,
        exchange.PREVIEW,
        places.SPOT_CHECK,
        places.QUEUE,
        places.SAME_TEXT,
    )
    return list(dict.fromkeys(command for group in groups for command in group))
