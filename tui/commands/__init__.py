"""What a user can do: each command is defined once; key, footer, palette, help and key changes derive from it."""

from tui.commands.catalogue import all_commands, with_keys
from tui.commands.command import Command, Offer

__all__ = ["Command", "Offer", "all_commands", "with_keys"]
