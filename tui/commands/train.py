"""Commands of the page for training."""

from tui.commands.command import Command

DETAILS = Command("train.details", "d", "Details", "Shows settings that seldom need a change, or hides them.")
START = Command("train.start", "s", "Start training", "Trains a model as set here, in the background.")
