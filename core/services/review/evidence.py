"""What the tags of a whole project say about strings and words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from core.domain.finding.tagged_strings import TaggedStrings
from core.domain.finding.untagged_words import UntaggedWords
from core.domain.text.spans import Span
from core.errors import AutotagError
from core.services.project.files import list_files
from core.services.project.projects import Project
from core.store.tags.taggings import load_record
from core.store.texts.finding import read_document


@dataclass(frozen=True)
class Evidence:
    """Counts that speak for or against a place being a mention.

    Attributes:
        strings: the strings that are tagged.
        untagged_words: the words that are left untagged.
    """

    strings: TaggedStrings = field(default_factory=TaggedStrings)
    untagged_words: UntaggedWords = field(default_factory=UntaggedWords)

    def put(self, name: str, text: str, tags: Iterable[Span], *, read: bool) -> None:
        """Count the tags of a file in place of those counted before.

        Args:
            name: of the file.
            text: of the file.
            tags: all of them.
            read: somebody has read the file, so that its untagged words are no mentions.
        """
        tags = list(tags)
        self.strings.put(name, text, tags)
        if read:
            self.untagged_words.put(name, text, tags)


def load_evidence(project: Project) -> Evidence:
    """Count the tags of all files; skip files that cannot be read.

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
            continue  # the list of files shows the problem
        evidence.put(entry.name, document.text, tags, read=entry.confirmed)
    return evidence
