"""Who shall tag which files. Assignments guide the annotators; they lock no file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeAlias

from core.domain.project.documents import Files
from core.domain.project.entries import FileEntry
from core.domain.wording import counted
from core.errors import RequestError

Assignments: TypeAlias = Mapping[str, tuple[str, ...]]
"""The annotators of each assigned file, sorted, by name of the file."""

LONGEST_NAME = 100
"""Characters of an annotator's name."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an annotator is.

    Attributes:
        name: of the annotator.
        assigned: number of usable files assigned to the annotator.
        done: how many of them are done, see `is_done`.
    """

    name: str
    assigned: int
    done: int

    @property
    def left(self) -> int:
        """Number of files that are not done."""
        return self.assigned - self.done


def parse_people(written: str) -> tuple[str, ...]:
    """Return the annotators of a list with commas, each once.

    Raises:
        RequestError: the list names nobody, or a name cannot be shown on a line.
    """
    people = tuple(dict.fromkeys(filter(None, (name.strip() for name in written.split(",")))))
    if not people:
        raise RequestError("No annotator is named; give user names with commas between them, such as ann,bob.")
    for name in people:
        if not name.isprintable():
            raise RequestError(f"The name {name!r} holds characters that cannot be shown; give a user name.")
        if len(name) > LONGEST_NAME:
            raise RequestError(f"The name {name[:20]!r}... is longer than {LONGEST_NAME} characters; give a user name.")
    return people


def check_each(written: str, people: int) -> int:
    """Return how many annotators each file shall have.

    Raises:
        RequestError: it is no number, or there are not so many people.
    """
    if not (written.strip().isdecimal() and 1 <= int(written) <= people):
        raise RequestError(f"A file cannot have {written!r} of {counted(people, 'annotator')}; give 1 to {people}.")
    return int(written)


def distribute(
    names: Iterable[str], people: Collection[str], each: int = 1, seed: int = 0
) -> dict[str, tuple[str, ...]]:
    """Assign every file to `each` different annotators, so that their numbers of files differ by one at most.

    The result depends on the sets of names and people and on the seed, not on their order. With more than one
    annotator a file, chance decides the pairs, so that each annotator shares files with each other one.

    Raises:
        RequestError: there are not so many annotators.
    """
    ordered = sorted(set(people))
    if not 1 <= each <= len(ordered):
        number = counted(len(ordered), "annotator")
        raise RequestError(f"A file cannot have {each} of {number}; choose a number from 1 to {len(ordered)}.")
    chance, loads = Random(seed), Counter[str]()  # noqa: S311 - repeatable, not secret
    return {name: tuple(sorted(_take(ordered, each, loads, chance))) for name in sorted(set(names))}


def hand_over(
    present: Assignments, names: Iterable[str], giver: str, takers: Collection[str], seed: int = 0
) -> dict[str, tuple[str, ...]]:
    """Return the files of an annotator as others have taken them over, in equal numbers as far as possible.

    A file that all takers have already stays with the giver and is left out.

    Raises:
        RequestError: the giver is among the takers.
    """
    if giver in takers:
        raise RequestError(f"{giver} cannot take over files of {giver}; name others.")
    chance, loads = Random(seed), Counter[str]()  # noqa: S311 - repeatable, not secret
    changed = {}
    for name in sorted(set(names)):
        people = present.get(name, ())
        free = sorted(set(takers) - {*people})
        if giver in people and free:
            changed[name] = tuple(sorted({*people, *_take(free, 1, loads, chance)} - {giver}))
    return changed


def without(present: Assignments, names: Iterable[str], people: Collection[str] = ()) -> dict[str, tuple[str, ...]]:
    """Return the files that lose some of their annotators, or all where none is named, with those who remain."""
    changed = {}
    for name in names:
        before = present.get(name, ())
        after = tuple(person for person in before if people and person not in people)
        if after != before:
            changed[name] = after
    return changed


def changed_assignments(present: Assignments, changed: Assignments) -> dict[str, tuple[str, ...]]:
    """Return all assignments after a change; a file without an annotator is no longer assigned."""
    return {name: people for name, people in {**present, **changed}.items() if people}


def count_files(assignments: Assignments) -> dict[str, int]:
    """Return the number of files of each annotator, by name."""
    return dict(sorted(Counter(person for people in assignments.values() for person in people).items()))


def is_done(entry: FileEntry, person: str) -> bool:
    """Return whether an annotator has nothing left to do in a file.

    A file of one annotator is done when anybody has read it to the end, one of several when the annotator has
    decided in it, too.
    """
    alone = len(entry.assigned_to) == 1
    return not entry.is_to_do and (alone or person in entry.decided_by)


def progress(files: Files, finished: Mapping[str, Collection[str]] | None = None) -> list[Progress]:
    """Return how far each annotator is who has a usable file, by name.

    Args:
        files: of the project.
        finished: by name of each file that is tagged blindly, the annotators who are done with it.
    """
    finished = finished or {}
    assigned, done = Counter[str](), Counter[str]()
    for entry in files.usable().where(lambda facts: facts.assigned_to):
        assigned.update(entry.assigned_to)
        if entry.blind:
            done.update({*entry.assigned_to} & {*finished.get(entry.name, ())})
        else:
            done.update(person for person in entry.assigned_to if is_done(entry, person))
    return [Progress(name, assigned[name], done[name]) for name in sorted(assigned)]


def _take(people: Sequence[str], number: int, loads: Counter[str], chance: Random) -> list[str]:
    """Return those with the fewest files, where chance decides between equals; each of them has one more then."""
    taken = sorted(people, key=lambda person: (loads[person], chance.random()))[:number]
    loads.update(taken)
    return taken
