"""Guessers of a project: what they are, where they run, and what the user has agreed to send there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import urlsplit

from core.errors import RequestError

GUESS = "guess:"
"""Prefix of a guesser's name where a model or a base is named: `guess:NAME`."""

_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,49}")
_KEY = re.compile(r"(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)")


class GuesserKind(StrEnum):
    """What a guesser is made of."""

    CHAT = "chat"
    """A language model behind an OpenAI-compatible chat API."""

    GLINER = "gliner"
    """A GLiNER model in a folder, or in the cache of its library."""

    PIPELINE = "pipeline"
    """An installed spaCy pipeline, or one in a folder."""

    PATTERNS = "patterns"
    """Phrases and regular expressions in files."""


@dataclass(frozen=True, slots=True)
class Guesser:
    """A source of suggestions that needs no tags of the project.

    Attributes:
        name: unique among the project's guessers.
        kind: what it is made of.
        address: URL of the API up to and with `/v1`; or folder, file or package name.
        model: name of the model at the address (chat only).
        key: where the API key is: `env:VARIABLE`, `file:PATH`, or empty for none. The key itself is kept nowhere.
        labels: by label of the guesser, the entity that it stands for, "" for none; others by equal names.
        samples: answers to ask for per text; agreement between them is the score.
        examples: decided files, at most, to show in the prompt.
        window: characters of a text per request.
        in_flight: requests under way at once.
        timeout: seconds to wait for an answer.
        price_in, price_out: of a million tokens read and written, in the user's currency; 0 if not known.
        token_limit: tokens that one job may use; 0 for no limit.
        cost_limit: what one job may cost, in the currency of the prices; 0 for no limit.
    """

    name: str
    kind: GuesserKind
    address: str
    model: str = ""
    key: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    samples: int = 1
    examples: int = 3
    window: int = 4000
    in_flight: int = 4
    timeout: float = 120.0
    price_in: float = 0.0
    price_out: float = 0.0
    token_limit: int = 0
    cost_limit: float = 0.0

    @property
    def host(self) -> str:
        """The host and port that texts are sent to; empty if they stay in this process."""
        return host_of(self.address) if self.kind is GuesserKind.CHAT else ""

    @property
    def needs_agreement(self) -> bool:
        """Whether texts leave the machine."""
        return bool(self.host) and not is_loopback(self.host)

    def cost(self, tokens_in: int, tokens_out: int) -> float:
        """Return the cost of tokens at the prices set."""
        return (tokens_in * self.price_in + tokens_out * self.price_out) / 1e6


@dataclass(frozen=True, slots=True)
class Agreement:
    """A user's consent to send the project's texts to a host.

    Attributes:
        host: host and port.
        by: who agreed.
        at: when, ISO 8601 in UTC.
        texts, characters: size of the project at that time.
    """

    host: str
    by: str
    at: str
    texts: int
    characters: int


def guesser_name(model: str) -> str:
    """Return the guesser that `guess:NAME` stands for; empty if it names a model or a pipeline."""
    return model.removeprefix(GUESS) if model.startswith(GUESS) else ""


def is_guesser_name(name: str) -> bool:
    """Return whether a guesser may have this name, which is safe as the name of a folder."""
    return _NAME.fullmatch(name) is not None


def check_guesser(guesser: Guesser) -> Guesser:
    """Check the settings of a guesser and return them.

    Raises:
        RequestError: a setting is missing or out of range.
    """
    if not is_guesser_name(guesser.name):
        raise RequestError(
            f"The name {guesser.name!r} of a guesser may hold 1 to 50 letters, digits, '_', '.' and '-' only."
        )
    if not guesser.address.strip():
        raise RequestError("A guesser needs an address: a URL, a folder, a file or the name of a package.")
    if guesser.key and not _KEY.fullmatch(guesser.key):
        raise RequestError("The key is named as env:VARIABLE or file:PATH; the key itself is kept nowhere.")
    if guesser.kind is GuesserKind.CHAT:
        host_of(guesser.address)
        if not guesser.model:
            raise RequestError("A chat guesser needs the name of a model; the server lists those that it has.")
    _check_numbers(guesser)
    return guesser


_RANGES: Mapping[str, tuple[float, float]] = {
    "samples": (1, 20),
    "examples": (0, 20),
    "window": (200, 1_000_000),
    "in_flight": (1, 64),
    "timeout": (1, 3600),
    "price_in": (0, 1e6),
    "price_out": (0, 1e6),
    "token_limit": (0, 1e12),
    "cost_limit": (0, 1e9),
}


def _check_numbers(guesser: Guesser) -> None:
    for name, (low, high) in _RANGES.items():
        value = getattr(guesser, name)
        if not low <= value <= high:
            raise RequestError(f"The setting {name.replace('_', ' ')!r} is from {low:g} to {high:g}, not {value:g}.")
    if guesser.cost_limit and not (guesser.price_in or guesser.price_out):
        raise RequestError("A limit of cost needs the prices of a million tokens; set those too.")


def host_of(address: str) -> str:
    """Return the host of a URL with its port, if it has one.

    Raises:
        RequestError: it is no plain http or https URL, or holds a user name, a password or a query, where keys hide.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise RequestError(f"The address {address!r} is no URL: {error}.") from error
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise RequestError("The address may hold no user name, password or query; name the key with --key.")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise RequestError(f"The address {address!r} is no URL; write it as http://127.0.0.1:8080/v1.")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{host}:{port}" if port else host


def is_loopback(host: str) -> bool:
    """Return whether a host, with or without its port, is this machine by its very name or number."""
    name = urlsplit(f"//{host}").hostname or ""
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def entity_of_label(label: str, labels: Mapping[str, str], entities: list[str]) -> str:
    """Return the entity that a guesser's label stands for; empty for none.

    A label that is not mapped by hand stands for the entity of the same name, case, blanks and `_ -` ignored.
    """
    if label in labels:
        return labels[label] if labels[label] in entities else ""
    plain = _plain(label)
    return next((entity for entity in entities if _plain(entity) == plain), "")


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", "", name).casefold()
