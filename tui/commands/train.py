"""Commands of the page for training."""

from tui.commands.command import Command

START = Command("train.start", "s", "Start training", "Trains a model as set here, in the background.")
