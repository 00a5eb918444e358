"""Commands of a job's page and of the list of jobs."""

from tui.commands.command import Command

TRIGGER = Command("jobs.trigger", "t", "Trigger Autotag", "Chooses model, entities and files, and starts a job.")

OPEN = Command("job.open", "enter", "Review", "Opens the first file of the job that is to be reviewed.")
REVIEW = Command("job.review", "r", "Review files with autotags", "Lists the files with suggestions of the job.")
BY_TEXT = Command("job.by-text", "b", "By text", "Reviews the job's suggestions, one question for each text.")
MODEL = Command("job.model", "o", "Model's page", "Shows the figures of the model that was trained.")
TAG_FILES = Command(
    "job.tag-files", "t", "Autotag with it", "Chooses files for the model that was trained, with all its entities."
)
CANCEL = Command("job.cancel", "c", "Cancel", "Stops the job; what it has done so far stays.")
RESUME = Command("job.resume", "g", "Resume", "Lets a job go on that did not come to its end.")
LOG = Command("job.log", "d", "Log", "Shows what the job printed, and the traceback of an error.", footer=False)
