"""Collect the word lists from the libraries that maintain them, and freeze them next to this script.

    python -m core.learning.vocabulary.word_lists.collect

Faker (MIT licence) has names of people, towns and countries, parts of street and company names, and everyday words,
in some 70 languages. pycountry (LGPL 2.1; its data are those of Debian's iso-codes) has the countries of ISO 3166-1
and their subdivisions, ISO 3166-2. Both change from release to release, and a model must not: the same tagged files
have to train the same model for years. So run this only to renew the lists on purpose, and measure again afterwards.
"""

from __future__ import annotations

import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pycountry

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
"""The list kind by the prefix of a list's name, for each provider; `first_names_female` counts as `first_names`."""

_NO_LANGUAGE = "la"
"""The pseudo-Latin of "lorem ipsum" has no everyday words."""

_NO_NAME = re.compile(r"[\d{}?#%_]|^\W*$")
"""Matches codes and templates, which are not names."""

_CODES = re.compile("abbr|code")
"""Matches the names of lists that hold codes instead of names."""

_SHORTEST = 2

Entry = tuple[str, str]
"""The kind of a list, and one phrase of it."""


def main() -> None:
    """Write `faker.txt` and `iso_3166.txt`: a heading `[kind]`, then its phrases, one a line, sorted."""
    folder = Path(__file__).parent
    _write(folder / "faker.txt", f"Faker {version('faker')}, MIT licence", _from_faker())
    _write(folder / "iso_3166.txt", f"pycountry {version('pycountry')}, LGPL 2.1", _from_pycountry())


def _write(file: Path, source: str, entries: Iterable[Entry]) -> None:
    phrases: dict[str, set[str]] = defaultdict(set)
    for kind, entry in entries:
        phrase = " ".join(entry.lower().split())
        if len(phrase) >= _SHORTEST:
            phrases[kind].add(phrase)
    lines = [f"# Collected by collect.py from {source}; do not edit."]
    for kind in sorted(phrases):
        lines += [f"[{kind}]", *sorted(phrases[kind])]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _from_faker() -> Iterator[Entry]:
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
    """Yield the names in a list: some lists hold tuples of a code and a name, and some hold templates."""
    for entry in entries:
        name = entry[-1] if isinstance(entry, (list, tuple)) and entry else entry
        if isinstance(name, str) and not _NO_NAME.search(name):
            yield name


def _from_pycountry() -> Iterator[Entry]:
    for country in pycountry.countries:
        yield "country", country.name
        if common := getattr(country, "common_name", None):
            yield "country", common
    for part in pycountry.subdivisions:
        yield "region", part.name


if __name__ == "__main__":
    main()
