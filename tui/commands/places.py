"""Commands of the lists of places, and of reviewing by text."""

from tui.commands.command import Command

OPEN = Command("places.open", "enter", "Open", "Opens the file at this place.")
RIGHT = Command("places.right", "a", "Right", "The tag is right: it counts as seen from now on.")
WRONG = Command("places.wrong", "x", "Wrong", "The tag is wrong: it is removed.")
UNJUDGE = Command("places.unjudge", "u", "Undo", "Takes the last judgement back.")

MARK_RIGHT = Command("check.right", "a", "Right", "The place is right as it is: it is not listed again.")
MARK_ALIKE = Command(
    "check.alike", "A", "Right, all alike", "Marks all places where this text is tagged alike as right."
)
CHECK_OPEN = Command("check.open", "enter", "Open", "Opens the file at this place.")
UNMARK = Command("check.unmark", "u", "Undo", "Takes the last mark back.")

PUT = Command("set-aside.put", "a", "Place", "Puts the tag at the place chosen below the list.")
DROP = Command("set-aside.drop", "x", "Drop", "Gives the tag up: its words are gone, or mean something else now.")
NEXT_PLACE = Command("set-aside.next", "n", "Next place", "Chooses the next place for the tag.")
PREVIOUS_PLACE = Command("set-aside.previous", "p", "Prev place", "Chooses the place before.")
UNSETTLE = Command("set-aside.undo", "u", "Undo", "Sets the tag aside again that was placed or dropped last.")
ASIDE_OPEN = Command("set-aside.open", "enter", "Open", "Opens the file at the place chosen, to tag any words by hand.")

TAG = Command("same-text.tag", "a", "Tag", "Tags this place in its file, and moves on.")
TAG_ALL = Command("same-text.tag-all", "A", "Tag all", "Tags all places listed, after asking.")
LEAVE_OUT = Command("same-text.leave-out", "x", "Leave out", "Takes the place off the list without tagging it.")
SAME_OPEN = Command("same-text.open", "enter", "Open", "Opens the file at this place.")
TAKE_BACK = Command("same-text.take-back", "u", "Undo", "Takes the last tags back.")

TAKE = Command(
    "sorting.take", "a", "Take", "Makes this text, in all its places, a tag of the entity that the title asks about."
)
LEAVE = Command("sorting.leave", "x", "Leave", "Leaves this text as it is, and moves on.")
TAKE_ALL = Command("sorting.take-all", "A", "Take all", "Takes all that is listed, after asking.")
SINGLY = Command(
    "sorting.singly", "o", "One by one", "Lists each place on its own, or places with the same text together."
)
UNDO_SORTING = Command("sorting.undo", "u", "Undo", "Takes the last decision back in all files.")
REDO_SORTING = Command("sorting.redo", "U", "Redo", "Repeats the decision that was undone.", footer=False)
SAVE_SORTING = Command(
    "sorting.save", "s", "Save tags", "Makes the decisions final in all files, as one step that can be taken back."
)
SORTED_PLACES = Command(
    "sorting.places", "enter", "Places", "Lists all places of the text, or opens the file at the only one."
)

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
