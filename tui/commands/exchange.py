"""Commands of importing."""

from tui.commands.command import Command

OPEN = Command("source.open", "enter", "Open", "Opens the folder, or shows what the file would bring.")
UP = Command("source.up", "backspace,left", "Up", "Shows the folder above.")
WHOLE = Command("source.whole", "space", "Whole folder", "Imports the whole folder under the cursor, such as brat's.")
PATH = Command("source.path", "slash", "Path", "Asks for a path.")

IMPORT = Command("incoming.import", "i", "Import", "Starts the import.")
OVERLAPS = Command("incoming.overlaps", "o", "Overlaps", "Says what to take of overlapping spans.")
