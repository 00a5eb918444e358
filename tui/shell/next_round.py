"""Train again and let the new model tag the next files, or offer a first guess where nothing is tagged yet."""

from __future__ import annotations

from core.domain.project.jobs import Job
from core.services.training import rounds
from tui.shell.consent import Asker
from tui.shell.first_guess import offer_first_guess


async def start_next_round(screen: Asker) -> Job | None:
    """Ask first where the round deletes or omits something; return its job, or None if the user leaves.

    Raises:
        AutotagError: it cannot start.
    """
    plan = await screen.blocking(rounds.plan_round, screen.project)
    if plan.untagged:
        return await offer_first_guess(screen)
    if plan.question:
        screen.say(plan.caution)
        if not await screen.ask(plan.question):
            return None
    return await screen.blocking(rounds.start_round, screen.project, plan)
