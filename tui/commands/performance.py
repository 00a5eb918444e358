"""Commands of the list of models and of a model's page."""

from tui.commands.command import Command

DELETE = Command("models.delete", "d,delete", "Delete", "Deletes the model for good, after asking.")
TRIGGER = Command("models.trigger", "t", "Autotag with it", "Begins an autotag job with this model.")

OVERVIEW = Command("model.overview", "o", "Overview", "Figures of the model and of each entity, and guidance.")
CONFUSION = Command("model.confusion", "c", "Confusion", "Which entity was taken for which.")
MISTAKES = Command("model.mistakes", "x", "Mistakes", "File by file what was expected and what was said.")
EVERYTHING = Command("model.everything", "A", "All answers", "The same with what was right.")
SIDE = Command("model.side", "s", "Side by side", "This model beside each other one, on the same files.")
CURVE = Command("model.curve", "k", "Progress", "How good it was after so many tagged files.")
SCORES = Command("model.scores", "percent_sign", "Scores", "How often suggestions of a score were right.")
DETAILS = Command("model.details", "d", "Details", "How the model was trained, measured and chosen.")
VIEW = Command(
    "model.view", "v", "View file", "Shows a file that the model was measured on; those with mistakes first."
)
TRY = Command("model.try", "r", "Try it", "Opens a page where the model tags a text that you paste or type.")
AUTOTAG = Command("model.trigger", "t", "Autotag with it", "Begins an autotag job with this model.")

TYPE_TEXT = Command("trial.type", "t", "Type a text", "Asks for a line of text to tag; several lines can be pasted.")
COPY = Command("trial.copy", "c", "Copy JSON", "Sends text and tags as JSON to the terminal's clipboard.")
WRITE = Command("trial.write", "w", "Write JSON", "Writes the same to a new file.")
PAGE_DOWN = Command("trial.page-down", "pagedown", "Page down", "Scrolls down.", footer=False)
PAGE_UP = Command("trial.page-up", "pageup", "Page up", "Scrolls up.", footer=False)
