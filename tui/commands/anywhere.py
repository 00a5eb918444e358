"""Commands of every screen."""

from tui.commands.command import Command

HELP = Command("anywhere.help", "question_mark,f1", "Help", "Shows the keys of this screen.")
TAG_DATA = Command("anywhere.tag-data", "f2", "Tag data", "Opens the list of files.", footer=False)
ENTITIES = Command("anywhere.entities", "f3", "Entities", "Opens the list of entities.", footer=False)
TRAIN = Command("anywhere.train", "f4", "Train", "Opens the page for training a model.", footer=False)
PERFORMANCE = Command("anywhere.performance", "f5", "Model performance", "Opens the list of models.", footer=False)
AUTOTAG = Command("anywhere.autotag", "f6", "Autotag data", "Opens the list of jobs, to trigger one.", footer=False)
SETTINGS = Command("anywhere.settings", "f7", "Quota and settings", "Opens quota, keys and theme.", footer=False)
ROUND = Command(
    "anywhere.round",
    "f8",
    "Next round",
    "Trains again and lets the new model tag the next ten files; without tags, offers a first guess.",
    footer=False,
)
PROJECTS = Command("anywhere.projects", "f9", "Projects", "Opens the list of projects.", footer=False)
PALETTE = Command("anywhere.palette", "ctrl+p", "Commands", "Finds any command by its name.", footer=False)
BACK = Command("anywhere.back", "escape", "Back", "Goes back to the screen before.", footer=False)
QUIT = Command("anywhere.quit", "q", "Quit", "Leaves autotag; jobs go on, unsaved decisions are kept.")

SECTIONS = (TAG_DATA, ENTITIES, TRAIN, PERFORMANCE, AUTOTAG, SETTINGS, PROJECTS)
