"""The command `guessers`: list, add and remove guessers, agree to hosts and withdraw."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from core.domain.project.guessers import Guesser, GuesserKind
from core.errors import RequestError
from core.services.jobs import guessers as services
from core.services.project import projects
from core.services.project.projects import Project
from tui.cli.output import print_json
from tui.cli.printing import show

_SETTINGS = {
    "samples": (int, "N", "answers per text; agreement between them is the score"),
    "examples": (int, "N", "decided files to show in the prompt"),
    "window": (int, "CHARACTERS", "of a text per request"),
    "in_flight": (int, "N", "requests under way at once"),
    "timeout": (float, "SECONDS", "to wait for an answer"),
    "price_in": (float, "X", "price of a million tokens read"),
    "price_out": (float, "X", "price of a million tokens written"),
    "token_limit": (int, "N", "tokens that one job may use"),
    "cost_limit": (float, "X", "what one job may cost"),
}


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of the command."""
    act = parser.add_mutually_exclusive_group()
    act.add_argument("--add", metavar="NAME", help="add a guesser; needs --kind and --address")
    act.add_argument("--remove", metavar="NAME", help="remove a guesser")
    act.add_argument("--agree", metavar="NAME", help="agree that texts are sent to the host of a guesser")
    act.add_argument("--withdraw", metavar="HOST", help="withdraw an agreement; HOST or the name of a guesser there")
    parser.add_argument("--kind", choices=[kind.value for kind in GuesserKind], default=GuesserKind.CHAT.value)
    parser.add_argument("--address", default="", metavar="A", help="URL with /v1, folder, file or package")
    parser.add_argument("--model", default="", metavar="M", help="name of the model at the address")
    parser.add_argument("--key", default="", metavar="env:VAR|file:PATH", help="where the API key is")
    parser.add_argument(
        "--map", action="append", default=[], metavar="LABEL=ENTITY", help="entity of a label; LABEL= for none"
    )
    for name, (kind, metavar, meaning) in _SETTINGS.items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=kind, metavar=metavar, help=meaning)
    parser.add_argument("--yes", action="store_true", help="agree without asking")


def guessers(options: Namespace) -> int:
    """Do what is asked, then list all guessers."""
    project = projects.find_project(options.project)
    if options.add:
        services.add_guesser(project, _guesser(options))
    elif options.remove:
        services.remove_guesser(project, options.remove)
    elif options.withdraw:
        services.withdraw(project, options.withdraw)
    elif options.agree:
        _agree(project, options)
    _list(project, options)
    return 0


def _guesser(options: Namespace) -> Guesser:
    labels = {}
    for pair in options.map:
        label, separator, entity = pair.partition("=")
        if not separator:
            raise RequestError(f"--map needs LABEL=ENTITY, not {pair!r}.")
        labels[label] = entity
    given = {name: value for name in _SETTINGS if (value := getattr(options, name)) is not None}
    kind = GuesserKind(options.kind)
    return Guesser(options.add, kind, options.address, options.model, options.key, labels, **given)


def _agree(project: Project, options: Namespace) -> None:
    consent = services.plan_consent(project, options.agree)
    if consent is None:
        raise RequestError(
            f"Texts stay on this machine with the guesser {options.agree!r}; nothing has to be agreed to."
        )
    if not options.yes:
        if not sys.stdin.isatty():
            raise RequestError(f"{consent.question} Give --yes to agree.")
        show(f"{consent.question} [y/N] ", end="", file=sys.stderr)
        if sys.stdin.readline().strip().lower() not in ("y", "yes"):
            raise RequestError("Nothing was agreed to.")
    services.agree(project, consent)


def _list(project: Project, options: Namespace) -> None:
    found, agreements = services.list_guessers(project), services.list_agreements(project)
    if options.json:
        rows = [{**asdict(guesser), "host": guesser.host, "leaves": guesser.needs_agreement} for guesser in found]
        print_json({"guessers": rows, "agreements": [asdict(agreement) for agreement in agreements]})
        return
    for guesser in found:
        about = f"{guesser.model} " if guesser.model else ""
        show(f"{guesser.name:<16}{guesser.kind:<10}{about}{guesser.address}, {services.where_it_runs(guesser)}")
    if not found:
        show("No guesser yet; add one: autotag guessers PROJECT --add NAME --kind KIND --address ADDRESS")
    for agreement in agreements:
        show(
            f"Agreed: texts may be sent to {agreement.host} (by {agreement.by}, {agreement.at[:10]}; "
            f"{agreement.texts:,} texts with {agreement.characters:,} characters then)"
        )
