"""What the tags of a whole project say about one string."""

from __future__ import annotations

from core.domain.tagged_strings import TaggedStrings
from core.errors import AutotagError
from core.services.files import list_files
from core.services.projects import Project
from core.store.taggings import load_record
from core.store.texts import read_document


def load_tagged_strings(project: Project) -> TaggedStrings:
    """The strings tagged in any file; a file that cannot be read has none.

    Raises:
        StorageError: the project cannot be read.
    """
    strings = TaggedStrings()
    for entry in list_files(project):
        if not entry.tags:
            continue
        try:
            document = read_document(project.places, entry.name)
            strings.put(entry.name, document.text, load_record(project.places, document).tagging.tags)
        except AutotagError:
            continue  # the list of files says what is wrong with it
    return strings
