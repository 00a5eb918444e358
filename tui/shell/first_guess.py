"""Offer a first guess on a project without tags: choose a guesser, see what it reads and where, start."""

from __future__ import annotations

from core.domain.project.guessers import Guesser, GuesserKind, check_guesser
from core.domain.project.jobs import Job
from core.services.jobs import first_guess, guessers
from tui.shell.consent import Asker, ask_consent


async def offer_first_guess(screen: Asker) -> Job | None:
    """Ask which guesser to use and whether to start; return the job, or None if the user leaves.

    Raises:
        AutotagError: it cannot start.
    """
    guesser = await _chosen(screen)
    if guesser is None:
        return None
    plan = await screen.blocking(first_guess.plan_first_guess, screen.project, guesser.name)
    if not await ask_consent(screen, guesser.name):
        return None
    if not await screen.ask(plan.question):
        return None
    return await screen.blocking(first_guess.start_first_guess, screen.project, plan)


async def _chosen(screen: Asker) -> Guesser | None:
    """Return the guesser that the user chooses among those of the project, or adds."""
    present = {
        f"{guesser.name}: {guesser.model or guesser.address}, {guessers.where_it_runs(guesser)}": guesser
        for guesser in await screen.blocking(guessers.list_guessers, screen.project)
    }
    new = {f"{each.label}": each for each in await screen.blocking(first_guess.new_guessers)}
    screen.say("Nothing is tagged yet. A guesser can suggest tags now, for you to review.")
    answer = await screen.question_bar.ask_choice("First guess by:", [*present, *new])
    if answer is None or answer in present:
        return present.get(answer or "")
    return await _added(screen, new[answer])


async def _added(screen: Asker, new: first_guess.NewGuesser) -> Guesser | None:
    """Ask for what a new guesser needs, and add it."""
    name = await screen.blocking(first_guess.free_name, screen.project, new.kind)

    def made(address: str, model: str = "any", key: str = "") -> Guesser:
        return check_guesser(Guesser(name, new.kind, address.strip(), model.strip(), key.strip()))

    bar = screen.question_bar
    address = new.address or await bar.ask_text("Its address:" if new.hint else "Its path:", new.hint, made)
    if not address:
        return None
    if new.kind is not GuesserKind.CHAT:
        guesser = made(address, "")
    else:
        model = await bar.ask_text("Name of the model there:", "", lambda text: made(address, text))
        if model is None:
            return None
        question = "Where its key is (env:VARIABLE or file:PATH), or empty:"
        key = await bar.ask_text(question, "", lambda text: made(address, model, text))
        if key is None:
            return None
        guesser = made(address, model, key)
    await screen.blocking(guessers.add_guesser, screen.project, guesser)
    return guesser
