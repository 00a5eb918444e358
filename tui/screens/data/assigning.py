"""Ask which files to assign and to whom, and assign them."""

from __future__ import annotations

from core.domain.project.documents import Files
from core.domain.project.entries import FileEntry
from core.domain.team.assignments import check_each, parse_people
from core.domain.wording import counted
from core.services.team import assignments
from tui.shell.screen import AutotagScreen


async def ask_which(screen: AutotagScreen, shown: Files, current: FileEntry | None) -> Files:
    """Ask whether the file under the cursor or all files shown are meant, if there is a choice."""
    if len(shown) <= 1 or current is None:
        return shown
    all_shown = f"All {counted(len(shown), 'file')} shown"
    chosen = await screen.question_bar.ask_choice("Assign:", [f"Only {current.name}", all_shown])
    if chosen is None:
        return Files()
    return shown if chosen == all_shown else shown.named([current.name])


async def assign_files(screen: AutotagScreen, chosen: Files, listed: Files) -> str:
    """Ask for annotators and assign files to them.

    Args:
        screen: that asks.
        chosen: the files to assign.
        listed: all files of the project.

    Returns:
        What was done, in a sentence; empty if nothing was.
    """
    usual = await screen.blocking(assignments.usual_people, chosen, listed)
    answer = await screen.question_bar.ask_text(
        f"Assign {counted(len(chosen), 'file')} to (names; empty: nobody):",
        ", ".join(usual),
        lambda written: written.strip() and parse_people(written),
    )
    if answer is None:
        return ""
    if not answer.strip():
        return (await screen.blocking(assignments.unassign, screen.project, chosen.names)).sentence
    people = parse_people(answer)
    each = await _ask_each(screen, people, chosen)
    if not each or not await _may_replace(screen, people, chosen):
        return ""
    done = await screen.blocking(assignments.assign, screen.project, chosen.names, people, each)
    return f"{done.sentence} {done.caution}".strip()


async def _ask_each(screen: AutotagScreen, people: tuple[str, ...], chosen: Files) -> int:
    """Ask how many annotators each file shall have; return 0 if the user gives no answer."""
    if len(people) == 1:
        return 1
    usual = len(people) if len(chosen) == 1 else 1
    answer = await screen.question_bar.ask_text(
        f"Annotators of each file, 1 to {len(people)}:", str(usual), lambda written: check_each(written, len(people))
    )
    return check_each(answer, len(people)) if answer else 0


async def _may_replace(screen: AutotagScreen, people: tuple[str, ...], chosen: Files) -> bool:
    others = chosen.where(lambda entry: {*entry.assigned_to} - {*people})
    if not others:
        return True
    whose = ", ".join(sorted(others.annotators - {*people}))
    return await screen.ask(f"{counted(len(others), 'file')} would be taken from {whose}. Go on?")
