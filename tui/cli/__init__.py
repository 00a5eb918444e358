"""Every action as a command, for shells and scripts."""
