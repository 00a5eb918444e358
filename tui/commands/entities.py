"""Commands of the list of entities."""

from tui.commands.command import Command

ADD = Command("entities.add", "n", "Add", "Adds entities, several in one line.")
USUAL = Command("entities.usual", "l", "Usual ones", "Lists entities that many projects have, to add some of them.")
RENAME = Command("entities.rename", "r", "Rename", "Renames the entity, and with it all its tags.")
RECOLOUR = Command("entities.recolour", "c", "Colour", "Gives the entity another colour.")
REKEY = Command("entities.rekey", "k", "Key", "Gives the entity another digit as its key, or none.")
DESCRIBE = Command("entities.describe", "i", "Describe", "Describes what counts as this entity, and what does not.")
GUIDELINES = Command("entities.guidelines", "L", "Guidelines", "Shows the project's guidelines, and all descriptions.")
MERGE = Command(
    "entities.merge", "m", "Merge", "Makes its tags those of another entity, after a count, and removes it."
)
SPLIT = Command("entities.split", "s", "Split", "Goes through its tags, to make some of them tags of another entity.")
WIDEN = Command("entities.widen", "w", "Look for more", "Lists untagged places in all files that are like its tags.")
DELETE = Command("entities.delete", "d,delete", "Delete", "Deletes the entity with all its tags, after asking.")

ADD_CHECKED = Command(
    "usual-entities.add", "enter", "Add", "Adds the entities that are checked, or the one at the cursor."
)
