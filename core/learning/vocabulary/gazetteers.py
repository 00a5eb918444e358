"""Lists of names and words that a handful of tagged files cannot teach: that Ngozi is a first name, and Oslo a town.

Two libraries keep such lists in many languages: Faker (names of people, towns and countries, parts of street and
company names, everyday words; for 70 languages) and pycountry (countries and their parts, by ISO 3166). They are
read when a model is trained. What was read is kept in the model, which so stays the same when they change.
"""

from __future__ import annotations

import pkgutil
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from importlib import import_module
from typing import Any

import pycountry

from core.learning.pipeline.tokenizer import tokenize
from core.learning.vocabulary.phrases import Phrases, Tokens

_FAKER = {
    "person": {
        "first_names": "first",
        "first_romanized_names": "first",
        "last_names": "last",
        "last_romanized_names": "last",
        "prefixes": "title",
    },
    "address": {
        "cities": "town",
        "city_names": "town",
        "districts": "town",
        "towns": "town",
        "municipalities": "town",
        "countries": "country",
        "states": "region",
        "provinces": "region",
        "regions": "region",
        "departments": "region",
        "counties": "region",
        "administrative_units": "region",
        "cantons": "region",
        "street_prefixes": "street",
        "street_suffixes": "street",
        "city_suffixes": "street",
    },
    "company": {"company_prefixes": "company", "company_suffixes": "company"},
    "lorem": {"word_list": "everyday"},
}
"""By provider, how the names of its lists begin (`first_names_female` is one of `first_names`), and what they hold."""

_NO_LANGUAGE = "la"
"""The words of the pseudo-Latin "lorem ipsum" are nobody's everyday words."""

_NO_NAME = re.compile(r"[\d{}?#%_]|^\W*$")
"""What is in codes and templates, and in no name."""

_CODES = re.compile("abbr|code")
"""What the names of lists hold that hold no names."""

_SHORTEST = 2


class Lexicons:
    """Which lists hold a phrase.

    Args:
        lists: by what it holds, the phrases of a list, as tokens in small letters.
    """

    def __init__(self, lists: dict[str, list[Tokens]]) -> None:
        self.lists = lists
        kinds: dict[Tokens, list[str]] = defaultdict(list)
        for kind, phrases in lists.items():
            for phrase in phrases:
                kinds[phrase].append(kind)
        self._kinds = dict(kinds)
        self._phrases = Phrases(self._kinds)

    def __reduce__(self) -> tuple[Callable[..., Lexicons], tuple[object, ...]]:
        """Between processes, what the libraries hold is not sent: both sides have it."""
        return (lexicons, ()) if self is lexicons() else (Lexicons, (self.lists,))

    def of(self, words: Sequence[str]) -> list[set[str]]:
        """For each word, the lists that hold it; with a plus, those that hold it as part of a longer phrase."""
        lower = [word.lower() for word in words]
        found: list[set[str]] = [set() for _ in words]
        for first, last in self._phrases.find(lower):
            longer = "+" if last - first > 1 else ""
            kinds = {f"{kind}{longer}" for kind in self._kinds[tuple(lower[first:last])]}
            for each in found[first:last]:
                each |= kinds
        return found

    def to_dict(self) -> dict[str, list[str]]:
        """For a file."""
        return {kind: [" ".join(phrase) for phrase in phrases] for kind, phrases in self.lists.items()}

    @classmethod
    def from_dict(cls, kept: dict[str, list[str]]) -> Lexicons:
        """From what `to_dict` gave."""
        return cls({kind: [tuple(phrase.split(" ")) for phrase in phrases] for kind, phrases in kept.items()})


@lru_cache(maxsize=1)
def lexicons() -> Lexicons:
    """What the libraries hold; reading them takes most of a second."""
    lists: dict[str, set[str]] = defaultdict(set)
    for kind, entry in (*_from_faker(), *_from_pycountry()):
        if len(entry.strip()) >= _SHORTEST:
            lists[kind].add(entry.strip().lower())
    return Lexicons({kind: [_tokens(entry) for entry in sorted(lists[kind])] for kind in sorted(lists)})


def _tokens(entry: str) -> Tokens:
    if entry.isascii() and entry.isalpha():  # as half of them are, and much is to be read
        return (entry,)
    return tuple(entry[start:end] for start, end in tokenize(entry, {}))


def _from_faker() -> Iterator[tuple[str, str]]:
    for provider, kinds in _FAKER.items():
        package = import_module(f"faker.providers.{provider}")
        for module in pkgutil.iter_modules(package.__path__):
            if module.name == _NO_LANGUAGE:
                continue
            held = vars(import_module(f"{package.__name__}.{module.name}").Provider)
            for name, entries in held.items():
                kind = next((kind for begin, kind in kinds.items() if name.startswith(begin)), None)
                if kind and not _CODES.search(name) and isinstance(entries, (dict, list, tuple)):
                    yield from ((kind, entry) for entry in _strings(entries))


def _strings(entries: Iterable[Any]) -> Iterator[str]:
    """The names in a list; some lists hold tuples, of a code or spelling and a name, and some hold templates."""
    for entry in entries:
        name = entry[-1] if isinstance(entry, (list, tuple)) and entry else entry
        if isinstance(name, str) and not _NO_NAME.search(name):
            yield name


def _from_pycountry() -> Iterator[tuple[str, str]]:
    for country in pycountry.countries:
        yield "country", country.name
        if common := getattr(country, "common_name", None):
            yield "country", common
    for part in pycountry.subdivisions:
        yield "region", part.name
