"""Commands of importing."""

from tui.commands.command import Command

OPEN = Command("source.open", "enter", "Open", "Opens the folder, or shows what the file would bring.")
UP = Command("source.up", "backspace,left", "Up", "Shows the folder above.")
WHOLE = Command("source.whole", "space", "Whole folder", "Imports the whole folder under the cursor, such as brat's.")
PATH = Command("source.path", "slash", "Path", "Asks for a path.")

IMPORT = Command("incoming.import", "i", "Import", "Starts the import.")
OVERLAPS = Command("incoming.overlaps", "o", "Overlaps", "Says what to take of overlapping tags.")
STRICT = Command(
    "incoming.strict", "s", "All or nothing", "Imports nothing if anything is refused, or what can be taken."
)
BLANKS = Command("incoming.blanks", "k", "Keep blanks", "Leaves blanks at the edges of tags, or trims them.")
TEXTS = Command("incoming.texts", "t", "Texts", "Asks for the folder of texts that the file only names.")
COLUMNS = Command("incoming.columns", "c", "Columns", "Asks for the columns of words and tags, by header or number.")
FORMAT = Command("incoming.format", "f", "Format", "Chooses the format, where the content does not show it.")
