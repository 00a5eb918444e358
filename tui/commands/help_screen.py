"""Commands of help, and the headings under which help lists commands."""

from collections.abc import Sequence

from tui.commands import file
from tui.commands.command import Command

SEARCH = Command("help.search", "slash", "Search", "Shows only keys whose name or explanation contains some letters.")

_HEADINGS = {command: heading for heading, commands in file.GROUPS.items() for command in commands}

Listed = tuple[Command, bool]
"""A command, and whether it can be run now."""


def grouped(commands: Sequence[Listed], letters: str = "") -> dict[str, list[Listed]]:
    """Return commands under headings, in each group those that can be run now first.

    Args:
        commands: of a screen.
        letters: return only commands whose label or help contains them.
    """
    wanted = letters.casefold()
    found: dict[str, list[Listed]] = {heading: [] for heading in ("This screen", *file.GROUPS, "Everywhere")}
    for command, can_run in commands:
        heading = "Everywhere" if command.id.startswith("anywhere.") else _HEADINGS.get(command, "This screen")
        if wanted in f"{command.label} {command.help}".casefold():
            found[heading].append((command, can_run))
    return {heading: sorted(group, key=lambda listed: not listed[1]) for heading, group in found.items() if group}
