"""Commands of an open file: decide, tag, move."""

from tui.commands.command import Command

ACCEPT = Command("file.accept", "a", "Accept", "Turns the suggestion into a tag and moves on to the next.")
REJECT = Command("file.reject", "x", "Reject", "Removes the suggestion for good and moves on to the next.")
NEXT = Command("file.next", "n", "Next", "Selects the next suggestion.")
PREVIOUS = Command("file.previous", "p", "Prev", "Selects the previous suggestion.")
UNDO = Command("file.undo", "u", "Undo", "Takes the last decision back, also in files left before.")
REDO = Command("file.redo", "U", "Redo", "Repeats the step that was undone.")
SAVE = Command("file.save", "s", "Save tags", "Makes all decisions in this file final.")
SAVE_NEXT = Command("file.save-next", "enter", "Save, next", "Saves, and opens the next file with suggestions.")
ACCEPT_REST = Command(
    "file.accept-rest", "v", "Accept rest", "Accepts what is left, saves, and opens the next file to review."
)
REJECT_REST = Command(
    "file.reject-rest", "r", "Reject rest", "Rejects what is left, saves, and opens the next file to review."
)
ACCEPT_ALL = Command("file.accept-all", "A", "Accept all", "Accepts every suggestion in this file.")
REJECT_ALL = Command("file.reject-all", "X", "Reject all", "Rejects every suggestion in this file.")
ACCEPT_MANY = Command(
    "file.accept-many", "b", "Accept many", "Accepts all on the screen, of an entity, from a score on ..."
)
REJECT_MANY = Command(
    "file.reject-many", "B", "Reject many", "Rejects all on the screen, of an entity, from a score on ..."
)
NEXT_FILE = Command("file.next-file", "right_square_bracket", "Next file", "Opens the next file of the list.")
PREVIOUS_FILE = Command("file.previous-file", "left_square_bracket", "Prev file", "Opens the file before it.")
ENTITY = Command("file.entity", "e", "Entity", "Tags or retags the selection with an entity found by its letters.")
REMOVE = Command("file.remove", "d,delete", "Remove", "Removes the selected tag.")
SAME_TEXT = Command("file.same-text", "t", "Same text", "Tags other places that read like this tag, one by one.")
SAME_ELSEWHERE = Command(
    "file.same-elsewhere", "T", "Same elsewhere", "Tags places in other files that read like this tag."
)
NEXT_LIKELY = Command(
    "file.next-likely", "tab", "Next likely", "Selects the next untagged place that looks like an entity."
)
PREVIOUS_LIKELY = Command("file.previous-likely", "shift+tab", "Prev likely", "Selects the one before.")
GO_TO = Command("file.go-to", "g", "Go to", "Labels the words in view; type a label to select its word.")
LABELS = Command(
    "file.labels", "h", "Labels", "Keeps labels on likely places, also in the next files; a letter selects one."
)
GROW_TO = Command("file.grow-to", "G", "Grow to", "Grows the selection up to a labelled word.")
PHRASE = Command("file.phrase", "w", "Phrase", "Selects the whole phrase, or one word of it again.")
FLAG = Command("file.flag", "f", "Flag", "Flags the file for later, or takes the flag off.")
NOTE = Command("file.note", "c", "Note", "Writes a note on the selection, or on the file.")
RESOLVE = Command("file.resolve", "C", "Resolve", "Resolves the note that is shown, or opens it again.")
NEXT_NOTE = Command("file.next-note", "N", "Next note", "Selects the next text with a note that is open.")
FIND = Command("file.find", "slash", "Find", "Finds the next words with some letters, an entity, a score.")
DISCARD = Command("file.discard", "D", "Discard", "Gives up all unsaved decisions in this file.")
WORD_RIGHT = Command("file.word-right", "right", "Next word", "Selects the next word.")
WORD_LEFT = Command("file.word-left", "left", "Previous word", "Selects the previous word.")
WORD_DOWN = Command("file.word-down", "down", "Word below", "Selects a word on the next line.")
WORD_UP = Command("file.word-up", "up", "Word above", "Selects a word on the previous line.")
GROW = Command(
    "file.grow", "space,greater_than_sign,shift+right", "Grow", "Moves the end of the selection right by a word."
)
SHRINK = Command("file.shrink", "less_than_sign,shift+left", "Shrink", "Moves the end of the selection left by a word.")
GROW_LEFT = Command("file.grow-left", "left_curly_bracket", "Grow left", "Moves the start left by a word.")
SHRINK_LEFT = Command("file.shrink-left", "right_curly_bracket", "Shrink left", "Moves the start right.")
GROW_CHAR = Command("file.grow-char", "full_stop", "Grow by one", "Moves the end right by a character.")
SHRINK_CHAR = Command("file.shrink-char", "comma", "Shrink by one", "Moves the end left by a character.")
START_LEFT = Command("file.start-left", "left_parenthesis", "Start left", "Moves the start left by a character.")
START_RIGHT = Command(
    "file.start-right", "right_parenthesis", "Start right", "Moves the start right by a character.", False
)
TOP = Command("file.top", "home", "Top", "Selects the first word of the text.")
END = Command("file.end", "end", "End", "Selects the last word of the text.")
SCORES = Command("file.scores", "percent_sign", "Scores", "Shows the score of every suggestion, or hides it.")
DESCRIPTIONS = Command(
    "file.descriptions", "E", "Descriptions", "Shows in the legend what counts as each entity, or hides it."
)
GUIDELINES = Command(
    "file.guidelines", "L", "Guidelines", "Shows the project's guidelines, and what counts as an entity."
)
PAGE_DOWN = Command("file.page-down", "pagedown", "Page down", "Scrolls down; the selection stays.")
PAGE_UP = Command("file.page-up", "pageup", "Page up", "Scrolls up; the selection stays.")

GROUPS = {
    "Decide": (ACCEPT, REJECT, NEXT, PREVIOUS, UNDO, REDO, SAVE, SAVE_NEXT, SCORES),
    "Many at once": (ACCEPT_REST, REJECT_REST, ACCEPT_ALL, REJECT_ALL, ACCEPT_MANY, REJECT_MANY),
    "Tag": (ENTITY, REMOVE, SAME_TEXT, SAME_ELSEWHERE, DESCRIPTIONS, GUIDELINES),
    "Select": (
        NEXT_LIKELY, PREVIOUS_LIKELY, LABELS, GO_TO, FIND, WORD_RIGHT, WORD_LEFT, WORD_DOWN, WORD_UP, PHRASE, TOP, END,
        PAGE_DOWN, PAGE_UP,
    ),
    "Change the selection": (
        GROW, SHRINK, GROW_LEFT, SHRINK_LEFT, GROW_TO, GROW_CHAR, SHRINK_CHAR, START_LEFT, START_RIGHT,
    ),
    "Notes": (NOTE, RESOLVE, NEXT_NOTE),
    "File": (NEXT_FILE, PREVIOUS_FILE, FLAG, DISCARD),
}  # fmt: skip
"""The commands by what they are for, as help shows them."""
