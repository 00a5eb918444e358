"""Commands of adjudicating what several people tagged blindly, and of how well they agree."""

from tui.commands.command import Command

AGREED = Command("adjudicate.agreed", "A", "Take agreed", "Takes all that the annotators tagged alike, in all files.")
NOTHING = Command("adjudicate.nothing", "x", "Nothing", "Leaves this place without a tag, whoever tagged it.")
OTHER = Command("adjudicate.other", "e", "Another tag", "Takes a tag that no annotator has made here.")
UNDO = Command("adjudicate.undo", "u", "Undo", "Takes the last decision back.")
SAVE = Command("adjudicate.save", "s", "Save tags", "Makes the decisions the tags of each file that is decided.")
FIGURES = Command("adjudicate.figures", "f", "Agreement", "Shows how well the annotators agree.")
LATER = Command("adjudicate.later", "z", "Later", "Puts this place off until the others are decided.")
REDO = Command("adjudicate.redo", "U", "Redo", "Repeats the decision that was undone.", footer=False)
PAGE_DOWN = Command("adjudicate.page-down", "pagedown", "Page down", "Scrolls all versions down.", footer=False)
PAGE_UP = Command("adjudicate.page-up", "pageup", "Page up", "Scrolls all versions up.", footer=False)

PLACES = Command("agreement.places", "enter", "Places", "Lists the disagreements that the figures are about.")
