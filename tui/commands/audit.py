"""Commands of an audit's page, and of judging its sample."""

from tui.commands.command import Command

JUDGE = Command("audit.judge", "enter", "Judge", "Judges the sample, one tag or stretch of text at a time.")
NEW = Command("audit.new", "n", "New sample", "Draws the sample of a new audit, after asking.")
REST = Command("audit.rest", "r", "The rest", "Shows what accepting the suggestions in files not read would lead to.")

ACCEPT_REST = Command(
    "rest.accept", "enter", "Accept", "Accepts the suggestions from this score on in all files not read, after asking."
)
TAKE_BACK = Command("rest.take-back", "u", "Take back", "Takes back what was accepted here.")

RIGHT = Command(
    "judge.right", "a,enter", "Right", "The tag is exactly right; in a stretch, nothing is missing, or nothing more."
)
BORDERS = Command("judge.borders", "b", "Borders", "The entity is there, with other borders than the tag.")
WRONG = Command("judge.wrong", "x", "Wrong", "No entity is where the tag is.")
ENTITY = Command(
    "judge.entity",
    "e",
    "Entity",
    "Another entity is there; in a stretch, one of it is missing. The digits say so at once.",
)
UNDO = Command("judge.undo", "u", "Undo", "Takes the last answer back.")
PAGE_DOWN = Command("judge.page-down", "pagedown", "Page down", "Scrolls down.", footer=False)
PAGE_UP = Command("judge.page-up", "pageup", "Page up", "Scrolls up.", footer=False)
