"""Commands of the list of files."""

from tui.commands.command import Command

FILTER = Command("tag-data.filter", "f", "Filter", "Shows all files, or only some by state, people or entity.")
SEARCH = Command(
    "tag-data.search", "slash", "Search", "Shows files by letters of the name, assigned:NAME or decided:NAME."
)
ASSIGN = Command(
    "tag-data.assign",
    "w",
    "Assign",
    "Assigns the file, the files checked or all files shown to annotators.",
    footer=False,
)
DATASET = Command("tag-data.dataset", "t", "Train/test", "Moves the file to the testing set, or back.")
IMPORT = Command("tag-data.import", "i", "Import", "Imports texts and tags from a file.")
EXPORT = Command("tag-data.export", "x", "Export", "Writes texts and tags to a file.")
ORDER = Command("tag-data.order", "o", "Order", "Puts the most doubtful files first, or orders by name.", footer=False)
BY_TEXT = Command(
    "tag-data.by-text", "b", "By text", "Reviews the suggestions of the files shown, one question a text."
)
SEARCH_TEXTS = Command(
    "tag-data.search-texts", "F", "Find in texts", "Finds letters, entity:NAME or score<0.5 in all files."
)
CHECK = Command("tag-data.check", "c", "Check", "Lists texts tagged in two ways, or tagged in one place only.")
SET_ASIDE = Command(
    "tag-data.set-aside",
    "p",
    "Set aside",
    "Lists tags that were set aside because their text changed, to place or drop them.",
    footer=False,
)
MOVED = Command(
    "tag-data.moved", "M", "Moved texts", "Asks which texts the tags of texts that are gone belong to.", footer=False
)
SPOT_CHECK = Command("tag-data.spot-check", "S", "Spot check", "Samples tags that were accepted unseen.", footer=False)
AUDIT = Command(
    "tag-data.audit", "A", "Audit", "Estimates how good the tags are, from a sample that you judge.", footer=False
)
ADJUDICATE = Command(
    "tag-data.adjudicate", "J", "Adjudicate", "Decides between the tags of several people.", footer=False
)
HISTORY = Command("tag-data.history", "H", "History", "Shows who did what to the file, and when.", footer=False)
PROGRESS = Command(
    "tag-data.statistics",
    "k",
    "Progress",
    "Shows decisions by day, keys a tag, and how far scores can be trusted.",
    footer=False,
)
REFRESH = Command("tag-data.refresh", "r", "Refresh", "Looks at the folder again.", footer=False)
