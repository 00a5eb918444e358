"""Commands of the list of models and of a model's page."""

from tui.commands.command import Command

DELETE = Command("models.delete", "d,delete", "Delete", "Deletes the model for good, after asking.")
TRIGGER = Command("models.trigger", "t", "Autotag with it", "Begins an autotag job with this model.")

OVERVIEW = Command("model.overview", "o", "Overview", "Figures of the model and of each entity, and guidance.")
CONFUSION = Command("model.confusion", "c", "Confusion", "Which entity was taken for which.")
MISTAKES = Command("model.mistakes", "m", "Mistakes", "File by file what was expected and what was said.")
EVERYTHING = Command("model.everything", "a", "All spans", "The same with what was right.")
SIDE = Command("model.side", "s", "Side by side", "This model beside each other one, on the same files.")
CURVE = Command("model.curve", "l", "Learning curve", "F1 against the number of tagged files.")
DETAILS = Command("model.details", "d", "Details", "How the model was trained, measured and chosen.")
VIEW = Command(
    "model.view", "v", "View file", "Shows a file that the model was measured on; those with mistakes first."
)
AUTOTAG = Command("model.trigger", "t", "Autotag with it", "Begins an autotag job with this model.")
