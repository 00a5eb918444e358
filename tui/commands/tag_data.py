"""Commands of the list of files."""

from tui.commands.command import Command

FILTER = Command("tag-data.filter", "f", "Filter", "Shows all files, or only untagged, tagged or auto tagged ones.")
SEARCH = Command("tag-data.search", "slash", "Search", "Shows only files whose name holds some letters.")
DATASET = Command("tag-data.dataset", "t", "Train/test", "Moves the file to the testing set, or back.")
IMPORT = Command("tag-data.import", "i", "Import", "Takes texts and tags in from a file.")
EXPORT = Command("tag-data.export", "x", "Export", "Writes texts and tags to a file.")
REFRESH = Command("tag-data.refresh", "r", "Refresh", "Looks at the folder again.", footer=False)
COMMANDS = (FILTER, SEARCH, DATASET, IMPORT, EXPORT, REFRESH)
