"""Questions about tags of texts that are gone: which texts they belong to now."""

from __future__ import annotations

from collections.abc import Sequence

from core.domain.wording import counted
from core.services.project import files, moving
from core.services.project.moving import Move, Orphan
from tui.commands.answers import YES_OR_NO
from tui.shell.screen import AutotagScreen

_NAMED = 2
"""Moves that the question names; the others it counts."""

_LEAVE = "none of these: leave them where they are"


async def ask_where(screen: AutotagScreen) -> str:
    """Ask one question for all tags that clearly belong to a text, then one for each of the others.

    Returns:
        A sentence that says what was done.
    """
    orphans = await screen.blocking(files.orphans, screen.project)
    if not orphans:
        return "Every tag has its text."
    proposal = moving.propose_moves(orphans)
    one_by_one = [*proposal.unclear]
    moved = 0
    if proposal.clear:
        answer = await screen.question_bar.ask_key(_question(proposal.clear), {**YES_OR_NO, "e": "One by one"})
        if answer == "y":
            await screen.blocking(moving.move_all, screen.project, proposal.clear)
            moved = len(proposal.clear)
        elif answer == "e":
            asked = {move.old for move in proposal.clear}
            one_by_one = [orphan for orphan in orphans if orphan.name in asked] + one_by_one
        else:
            return "No tags were moved."
    moved += await _ask_each(screen, one_by_one)
    return _done(moved, len(orphans) - moved)


def _question(moves: Sequence[Move]) -> str:
    named = ", ".join(f"{move.old} to {move.new} ({move.likeness:.0%} fit)" for move in moves[:_NAMED])
    more = f" and {len(moves) - _NAMED} more" if len(moves) > _NAMED else ""
    return f"Give the tags of {named}{more}? (y/n, e: one by one)"


async def _ask_each(screen: AutotagScreen, orphans: Sequence[Orphan]) -> int:
    """Ask for the text of each; return how many were moved. Escape leaves the rest."""
    moved = 0
    taken: set[str] = set()
    for orphan in orphans:
        options = {
            f"{likeness:4.0%} of the tags fit  {name}": name
            for name, likeness in orphan.candidates
            if name not in taken
        }
        if not options:
            continue
        question = f"{counted(orphan.tags, 'tag')} of {orphan.name} belong to:"
        answer = await screen.question_bar.ask_choice(question, [*options, _LEAVE])
        if answer is None:
            break
        if answer in options:
            await screen.blocking(files.move_tags, screen.project, orphan.name, options[answer])
            taken.add(options[answer])
            moved += 1
    return moved


def _done(moved: int, left: int) -> str:
    rest = f" The tags of {counted(left, 'text')} are still without one." if left else ""
    return f"The tags of {counted(moved, 'text')} were moved.{rest}" if moved else f"No tags were moved.{rest}"
