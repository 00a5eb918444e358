"""Commands of the list of projects."""

from tui.commands.command import Command

OPEN = Command("projects.open", "o", "Open folder", "Opens any folder of .txt files as a project.")
SAMPLE = Command("projects.sample", "d", "Sample", "Copies a sample project to the current folder and opens it.")
FORGET = Command("projects.forget", "delete", "Forget", "Takes the project off this list; its files stay.")
