"""Commands of the settings."""

from tui.commands.command import Command

KEYS = Command("settings.keys", "k", "Change a key", "Gives a command other keys.")
RESET = Command("settings.reset", "r", "Reset keys", "Gives all commands their own keys again.")
