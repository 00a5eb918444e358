"""What the tags of a whole project say about strings and words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from core.domain.finding.tagged_strings import TaggedStrings
from core.domain.finding.untagged_words import BareWords
from core.domain.text.spans import Span
from core.errors import AutotagError
from core.services.project.files import list_files
from core.services.project.projects import Project
from core.store.taggings import load_record
from core.store.texts import read_document


@dataclass(frozen=True)
class Evidence:
    """What speaks for and against a place being a mention.

    Attributes:
        strings: that are tagged.
        bare: words that are not.
    """

    strings: TaggedStrings = field(default_factory=TaggedStrings)
    bare: BareWords = field(default_factory=BareWords)

    def put(self, name: str, text: str, tags: Iterable[Span], *, read: bool) -> None:
        """Takes in the tags of a file, in place of what was known of it.

        Args:
            name: of the file.
            text: of it.
            tags: all of them.
            read: somebody has read it, so that what is bare in it is no mention.
        """
        tags = list(tags)
        self.strings.put(name, text, tags)
        if read:
            self.bare.put(name, text, tags)


def load_evidence(project: Project) -> Evidence:
    """The evidence in all files; one that cannot be read says nothing.

    Raises:
        StorageError: the project cannot be read.
    """
    evidence = Evidence()
    for entry in list_files(project):
        if not entry.is_tagged:
            continue
        try:
            document = read_document(project.paths, entry.name)
            tags = load_record(project.paths, document).tagging.tags
        except AutotagError:
            continue  # the list of files says what is wrong with it
        evidence.put(entry.name, document.text, tags, read=entry.confirmed)
    return evidence
