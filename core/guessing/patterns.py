"""Phrases and patterns from files: the humblest guesser, there from the first minute.

people.txt       one phrase a line; the entity is the file's name
any.csv          columns `phrase` and `entity`; without a head line the first two columns
rules.jsonl      patterns of spaCy's `EntityRuler`: {"label": ..., "pattern": "a phrase" or a list of tokens}
"""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.matcher import Matcher

from core.domain.project.guessers import Guesser, entity_of_label
from core.domain.text.guesses import Guess, Match
from core.domain.text.words import words
from core.errors import WorkError
from core.guessing.local import LocalGuesser

EXACT, FOLDED = 0.5, 0.3
"""Scores: a phrase says nothing of what it means here, one in other capitals still less."""

SECONDS = 5.0
"""Time limit of one text; phrases take milliseconds."""

_LARGEST = 64 * 2**20
_ENDINGS = (".txt", ".csv", ".jsonl")


def open_patterns(guesser: Guesser, entities: Sequence[str]) -> LocalGuesser:
    """Read the files of a guesser.

    Raises:
        WorkError: a file cannot be read, or holds no pattern of an entity of the project.
    """
    phrases = _Phrases()
    rules: list[tuple[str, list[dict[str, Any]]]] = []
    unknown: dict[str, None] = {}
    digest = sha256()
    for path in _files(Path(guesser.address).expanduser()):
        raw = _content(path)
        digest.update(f"{path.name}\0{len(raw)}\0".encode("utf-8", "surrogatepass") + raw.encode("utf-8", "replace"))
        for label, pattern in _patterns(path, raw):
            entity = entity_of_label(label, guesser.labels, list(entities))
            if not entity:
                unknown[label] = None
            elif isinstance(pattern, str):
                phrases.add(pattern, entity)
            else:
                rules.append((entity, pattern))
    if not phrases and not rules:
        labels = ", ".join(list(unknown)[:10]) or "none"
        raise WorkError(
            f"{guesser.address} holds no pattern of an entity of the project; its labels are: {labels}. "
            "Call an entity so, or map a label with --map LABEL=ENTITY."
        )
    find = partial(_find, phrases, _Rules(rules) if rules else None)
    identity = json.dumps(["patterns", digest.hexdigest(), sorted(guesser.labels.items()), list(entities)])
    slow = "A regular expression of its patterns does not come to an end there; mend or remove it."
    return LocalGuesser(identity, find, slow, is_costly=False, seconds=SECONDS)


def _find(phrases: _Phrases, rules: _Rules | None, text: str) -> list[Guess]:
    return [*phrases.find(text), *(rules.find(text) if rules else ())]


class _Phrases:
    """Phrases by their first word, so that a text is gone through once however many there are."""

    def __init__(self) -> None:
        self._by_first: dict[str, dict[str, dict[str, None]]] = defaultdict(dict)
        self._lengths: dict[str, set[int]] = defaultdict(set)
        self._spelled: set[str] = set()

    def __bool__(self) -> bool:
        return bool(self._by_first)

    def add(self, phrase: str, entity: str) -> None:
        """Add a phrase; case and kinds of blanks do not matter to finding it, only to its score."""
        plain = " ".join(phrase.split())
        if found := words(plain):
            start, end = found[0]
            first = plain[start:end].casefold()
            self._by_first[first].setdefault(plain.casefold(), {})[entity] = None
            self._lengths[first].add(len(found))
            self._spelled.add(plain)

    def find(self, text: str) -> Iterator[Guess]:
        """Yield the longest phrase at each word."""
        borders = words(text)
        done = 0
        for index, (start, end) in enumerate(borders):
            if start < done:
                continue
            first = text[start:end].casefold()
            for length in sorted(self._lengths.get(first, ()), reverse=True):
                if index + length > len(borders):
                    continue
                stop = borders[index + length - 1][1]
                plain = " ".join(text[start:stop].split())
                if entities := self._by_first[first].get(plain.casefold()):
                    exact = plain in self._spelled
                    score, match = (EXACT, Match.EXACT) if exact else (FOLDED, Match.FOLDED)
                    yield from (Guess(start, stop, entity, score / len(entities), match) for entity in entities)
                    done = stop
                    break


class _Rules:
    """Patterns of tokens, as spaCy's matcher knows them."""

    def __init__(self, rules: Iterable[tuple[str, list[dict[str, Any]]]]) -> None:
        self._nlp: Language = spacy.blank("xx")
        self._nlp.max_length = 10**9
        self._matcher = Matcher(self._nlp.vocab)
        for number, (entity, pattern) in enumerate(rules):
            try:
                self._matcher.add(entity, [pattern], greedy="LONGEST")
            except (ValueError, TypeError, re.error) as error:
                said = " ".join(str(error).split())[:150]
                raise WorkError(f"The pattern {number + 1} of {entity!r} is none that spaCy knows: {said}") from error

    def find(self, text: str) -> Iterator[Guess]:
        """Yield the matches of the patterns."""
        with self._nlp.memory_zone():
            doc = self._nlp.make_doc(text)
            for span in self._matcher(doc, as_spans=True):
                if span.end_char > span.start_char:
                    yield Guess(span.start_char, span.end_char, span.label_, EXACT)


def _files(place: Path) -> list[Path]:
    if place.is_dir():
        found = sorted(path for path in place.iterdir() if path.suffix.casefold() in _ENDINGS and path.is_file())
    else:
        found = [place] if place.is_file() and place.suffix.casefold() in _ENDINGS else []
    if not found:
        raise WorkError(f"{place} is neither a .txt, .csv or .jsonl file nor a folder with some; check the address.")
    return found


def _content(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST:
            raise WorkError(f"{path} is larger than {_LARGEST // 2**20} MiB; divide it, or keep what matters.")
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise WorkError(f"{path} cannot be read: {error.strerror or type(error).__name__}.") from error
    except UnicodeDecodeError as error:
        raise WorkError(f"{path} is not encoded in UTF-8; save it so.") from error


def _patterns(path: Path, raw: str) -> Iterator[tuple[str, str | list[dict[str, Any]]]]:
    """Yield pairs of label and pattern."""
    ending = path.suffix.casefold()
    if ending == ".txt":
        yield from ((path.stem, line) for line in raw.splitlines() if line.strip() and not line.startswith("#"))
    elif ending == ".csv":
        yield from _rows(path, raw)
    else:
        yield from _ruler(path, raw)


def _rows(path: Path, raw: str) -> Iterator[tuple[str, str]]:
    rows = [row for row in csv.reader(StringIO(raw)) if any(map(str.strip, row))]
    head = [cell.strip().casefold() for cell in rows[0]] if rows else []
    if "phrase" in head:
        phrase_at, entity_at = head.index("phrase"), head.index("entity") if "entity" in head else -1
        rows = rows[1:]
    else:
        phrase_at, entity_at = 0, 1 if len(head) > 1 else -1
    for row in rows:
        entity = row[entity_at] if 0 <= entity_at < len(row) else path.stem
        if phrase_at < len(row) and row[phrase_at].strip():
            yield entity.strip(), row[phrase_at]


def _ruler(path: Path, raw: str) -> Iterator[tuple[str, str | list[dict[str, Any]]]]:
    for number, line in enumerate(raw.splitlines(), 1):
        if not line.strip():
            continue
        try:
            rule: Mapping[str, Any] = json.loads(line)
            label, pattern = rule["label"], rule["pattern"]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise WorkError(f'{path}, line {number} is no {{"label": ..., "pattern": ...}}; mend it.') from error
        if not isinstance(label, str) or not isinstance(pattern, str | list) or not pattern:
            raise WorkError(f"{path}, line {number}: a pattern is a phrase, or a list of tokens.")
        yield label, pattern
