"""Tags of texts that are gone: which texts they most likely belong to, and giving them to those."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from core.services.project import files
from core.services.project.projects import Project
from core.store.texts.moves import Orphan as Orphan


class Move(NamedTuple):
    """Tags of a text that is gone, and the text that they clearly belong to.

    Attributes:
        old: name of the text that is gone.
        new: name of the text.
        likeness: share of the tags that find their place in it.
    """

    old: str
    new: str
    likeness: float


class Proposal(NamedTuple):
    """What to do about all tags without a text.

    Attributes:
        clear: moves to the one text that is likelier than all others.
        unclear: tags that several texts may hold equally well, or that share their likeliest text.
        hopeless: tags that no untagged text may hold.
    """

    clear: list[Move]
    unclear: list[Orphan]
    hopeless: list[Orphan]


def propose_moves(orphans: Iterable[Orphan]) -> Proposal:
    """Return which text each of the tags most likely belong to, where one is likelier than all others."""
    found = Proposal([], [], [])
    orphans = list(orphans)
    wanted = Counter(orphan.candidates[0][0] for orphan in orphans if orphan.candidates)
    for orphan in orphans:
        if not orphan.candidates:
            found.hopeless.append(orphan)
            continue
        (name, likeness), *others = orphan.candidates
        if wanted[name] > 1 or (others and others[0][1] == likeness):
            found.unclear.append(orphan)
        else:
            found.clear.append(Move(orphan.name, name, likeness))
    return found


def move_all(project: Project, moves: Iterable[Move]) -> None:
    """Give the tags to the texts; see `moves.move_record`."""
    for move in moves:
        files.move_tags(project, move.old, move.new)
