"""Commands of adjudicating what several people tagged blindly, and of how well they agree."""

from tui.commands.command import Command

AGREED = Command("adjudicate.agreed", "A", "Take agreed", "Takes all that the annotators tagged alike, in all files.")
NOTHING = Command("adjudicate.nothing", "x", "Nothing", "Leaves this place without a tag, whoever tagged it.")
OTHER = Command("adjudicate.other", "e", "Another tag", "Takes a tag of nobody, with the borders that are drawn.")
ALSO = Command("adjudicate.also", "t", "One of several", "Keeps a tag of nobody that Another tag takes too.", False)
UNDO = Command("adjudicate.undo", "u", "Undo", "Takes the last decision back.")
SAVE = Command("adjudicate.save", "s", "Save tags", "Makes the decisions the tags of each file that is decided.")
FIGURES = Command("adjudicate.figures", "f", "Agreement", "Shows how well the annotators agree.")
LATER = Command("adjudicate.later", "z", "Later", "Puts this place off until the others are decided.")
REDO = Command("adjudicate.redo", "U", "Redo", "Repeats the decision that was undone.", footer=False)
GROW = Command(
    "adjudicate.grow", "space,greater_than_sign,shift+right", "Grow", "Moves the end of the stretch right by a word."
)
SHRINK = Command(
    "adjudicate.shrink", "less_than_sign,shift+left", "Shrink", "Moves the end of the stretch left by a word.", False
)
GROW_LEFT = Command("adjudicate.grow-left", "left_curly_bracket", "Grow left", "Moves its start left by a word.", False)
SHRINK_LEFT = Command("adjudicate.shrink-left", "right_curly_bracket", "Shrink left", "Moves its start right.", False)
GROW_CHAR = Command("adjudicate.grow-char", "full_stop", "Grow by one", "Moves its end right by a character.", False)
SHRINK_CHAR = Command("adjudicate.shrink-char", "comma", "Shrink by one", "Moves its end left by a character.", False)
START_LEFT = Command(
    "adjudicate.start-left", "left_parenthesis", "Start left", "Moves its start left by a character.", False
)
START_RIGHT = Command(
    "adjudicate.start-right", "right_parenthesis", "Start right", "Moves its start right by a character.", False
)
PAGE_DOWN = Command("adjudicate.page-down", "pagedown", "Page down", "Scrolls all versions down.", footer=False)
PAGE_UP = Command("adjudicate.page-up", "pageup", "Page up", "Scrolls all versions up.", footer=False)

PLACES = Command("agreement.places", "enter", "Places", "Lists the disagreements that the figures are about.")
