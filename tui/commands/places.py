"""Commands of the lists of places, and of reviewing by text."""

from tui.commands.command import Command

OPEN = Command("places.open", "enter", "Open", "Opens the file at this place.")
RIGHT = Command("places.right", "a", "Right", "The tag is right: it counts as seen from now on.")
WRONG = Command("places.wrong", "x", "Wrong", "The tag is wrong: it is removed.")
UNJUDGE = Command("places.unjudge", "u", "Undo", "Takes the last judgement back.")

TAG = Command("same-text.tag", "a", "Tag", "Tags this place in its file, and moves on.")
TAG_ALL = Command("same-text.tag-all", "A", "Tag all", "Tags all places listed, after asking.")
LEAVE_OUT = Command("same-text.leave-out", "x", "Leave out", "Takes the place off the list without tagging it.")
SAME_OPEN = Command("same-text.open", "enter", "Open", "Opens the file at this place.")
TAKE_BACK = Command("same-text.take-back", "u", "Undo", "Takes the last tags back.")

ACCEPT = Command("queue.accept", "a", "Accept", "Accepts the text as this entity in all places, and moves on.")
REJECT = Command("queue.reject", "x", "Reject", "Rejects the text as this entity in all places, and moves on.")
ENTITY = Command("queue.entity", "e", "Entity", "Accepts it as another entity; the digits do so at once.")
ACCEPT_ALL = Command("queue.accept-all", "A", "Accept all", "Accepts all texts that are left, after asking.")
REJECT_ALL = Command("queue.reject-all", "X", "Reject all", "Rejects all texts that are left, after asking.")
ACCEPT_MANY = Command("queue.accept-many", "b", "Accept many", "Accepts all texts of an entity, or above a score.")
REJECT_MANY = Command("queue.reject-many", "B", "Reject many", "Rejects all texts of an entity, or above a score.")
READ = Command("queue.read", "r", "Save, read", "Saves, and opens the first of the files to be read.")
LATER = Command("queue.later", "z", "Later", "Puts the question off until the others are decided.")
PLACES = Command("queue.places", "enter", "Places", "Lists all places of the text.")
ORDER = Command("queue.order", "o", "Order", "Most places, surest, most doubtful first, or by text.")
UNDO = Command("queue.undo", "u", "Undo", "Takes the last decision back in all files.")
REDO = Command("queue.redo", "U", "Redo", "Repeats the decision that was undone.", footer=False)
SAVE = Command("queue.save", "s", "Save tags", "Makes the decisions final in all files.")
