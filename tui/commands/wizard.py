"""Commands of the steps that trigger an autotag job."""

from tui.commands.command import Command

FORWARD = Command("wizard.forward", "enter,right", "Next step", "Goes on with what is chosen.")
BACK = Command("wizard.back", "left", "Step back", "Goes back; what was chosen is kept.")
ALL = Command("wizard.all", "asterisk", "All/none", "Chooses all rows shown, or none.")
MORE = Command("wizard.more", "plus", "Ten more", "Chooses the next ten of the files shown.")
LOWER = Command("wizard.lower", "minus", "Lower score", "Suggests more of this entity, less sure ones too.")
HIGHER = Command("wizard.higher", "plus,equals_sign", "Higher score", "Suggests less of this entity, only surer ones.")
FILTER = Command("wizard.filter", "f", "Filter", "Shows untagged, tagged or all files.")
SEARCH = Command("wizard.search", "slash", "Search", "Shows only files whose name holds some letters.")
VIEW = Command("wizard.view", "v", "View", "Shows the file that the cursor is on.")
SCORE = Command(
    "wizard.score", "percent_sign", "Lowest score", "Sets the lowest score of a suggestion; the model's own if empty."
)
START = Command("wizard.start", "enter,s", "Autotag", "Starts the job.")
