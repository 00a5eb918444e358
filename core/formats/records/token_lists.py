"""Token classification as Hugging Face's data sets hold it, and GLiNER's training data: lists of tokens with labels.

{"tokens": ["Ann", "left"], "ner_tags": ["B-PER", "O"]}
{"tokenized_text": ["Ann", "left"], "ner": [[0, 0, "PER"]]}
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from core.domain.text.spans import Span
from core.formats.columns.tokens import (
    OUTSIDE,
    UNNAMED,
    Scheme,
    Sentence,
    covered,
    cut,
    is_prefixed,
    is_tag,
    joined,
    placed_in,
    rebuilt,
    scheme_of,
    tagged_tokens,
)
from core.formats.interface import UNSAID, About, Carries, ExchangedFile, Loss, Read, Source
from core.formats.records.span_fields import is_span_list, label_name, listed
from core.formats.records.texts import given_name, read_texts
from core.formats.sample import Sample

TOKEN_FIELDS = ("tokens", "words")
TAG_FIELDS = ("ner_tags", "tags", "labels", "ner", "bio_tags", "label")


class HuggingFace:
    """Reads and writes JSON Lines with `tokens` and `ner_tags`."""

    name = "huggingface"
    expects = "JSON objects with a list 'tokens' and a list 'ner_tags' of the same length"
    carries = frozenset({Carries.CONFIRMED})

    def recognises(self, sample: Sample) -> bool:
        """Decide whether the content consists of objects with lists of tokens and tags."""
        return sample.most(_is_row)

    def read(self, stream: BinaryIO, source: Source) -> Iterator[Read]:
        """Yield the texts in a stream; those of rows without one are rebuilt with one blank between tokens."""
        names = names_beside(source.folder)
        yield from read_texts(stream, source, lambda value, name: text_of_tokens(value, name, names))

    def write(self, files: Iterable[ExchangedFile], stream: BinaryIO, about: About = UNSAID) -> list[Loss]:  # noqa: ARG002
        """Write tagged texts, one a line."""
        losses: list[Loss] = []
        stream.writelines(msgspec.json.encode(row) + b"\n" for row in token_rows(files, losses))
        return losses


class Gliner:
    """Reads and writes GLiNER's training data."""

    name = "gliner"
    expects = "JSON objects with a list 'tokenized_text' and a list 'ner' of [first, last, label]"
    carries = frozenset({Carries.CONFIRMED})

    def recognises(self, sample: Sample) -> bool:
        """Decide whether the content consists of objects with tokens and entities."""
        return sample.most_have("tokenized_text") and sample.any_object("ner")

    def read(self, stream: BinaryIO, source: Source) -> Iterator[Read]:
        """Yield the texts in a stream, rebuilt with one blank between tokens."""
        yield from read_texts(stream, source, _gliner_text)

    def write(self, files: Iterable[ExchangedFile], stream: BinaryIO, about: About = UNSAID) -> list[Loss]:  # noqa: ARG002
        """Write tagged texts as an array."""
        losses: list[Loss] = []
        before = b"[\n"
        for file in _tagged(files, losses):
            tokens = cut(file.text, file.spans)
            words = _words_at(file, tokens, losses)
            row = {
                "tokenized_text": words,
                "ner": [[first, last, span.entity] for first, last, span in covered(file, tokens, losses)],
                "name": file.name,
            }
            stream.write(before + msgspec.json.encode(row))
            before = b",\n"
        stream.write(b"[]\n" if before == b"[\n" else b"\n]\n")
        return losses


def token_rows(files: Iterable[ExchangedFile], losses: list[Loss]) -> Iterator[dict[str, Any]]:
    """Yield tokens and tags of each tagged text, and add what they cannot hold to the losses."""
    for file in _tagged(files, losses):
        tokens = cut(file.text, file.spans)
        words = _words_at(file, tokens, losses)
        yield {"tokens": words, "ner_tags": tagged_tokens(file, tokens, str, losses), "name": file.name}


def _words_at(file: ExchangedFile, tokens: Sequence[tuple[int, int]], losses: list[Loss]) -> list[str]:
    """Return the words of a text, and add to the losses if they do not say what lies between them."""
    words = [file.text[start:end] for start, end in tokens]
    if joined(words)[0] != file.text:
        losses.append(Loss("text whose blanks are not kept", file.name))
    return words


def text_of_tokens(value: Any, name: str, names: Mapping[str, Sequence[str]]) -> ExchangedFile:
    """Rebuild a text from a row.

    Args:
        value: the row.
        name: of the text, if the row has none.
        names: by field, the names that numbers stand for.

    Raises:
        ValueError: it is no such row, or the names of its tags are unknown.
    """
    words = _tokens(value) if isinstance(value, dict) else []
    if not words or not (field := _tag_field(value, len(words))):
        raise ValueError("expected a list 'tokens' of strings and a list 'ner_tags' of the same length")
    tags = [tag if isinstance(tag, str) else _tag_name(tag, names.get(field, ())) for tag in value[field]]
    different = set(tags)
    scheme = Scheme.PREFIXED if any(map(is_prefixed, different)) else scheme_of(different - {OUTSIDE})
    prefixed = {tag: scheme.as_prefixed(tag) for tag in different}
    bad = [tag for tag in different if scheme is Scheme.NAMES or not is_tag(prefixed[tag])]
    if bad:
        raise ValueError(f"the tag {min(bad, key=tags.index)!r} is neither O nor like B-City")
    name = given_name(value) or name
    text, spans, adjusted = _placed(value, Sentence(words, [prefixed[tag] for tag in tags]), name)
    if scheme is Scheme.LETTERS:
        adjusted += tuple(Loss(f"entity without a name, called {UNNAMED!r}", name) for _ in spans)
    return ExchangedFile(name, text, spans, tagged=True, losses=_other_tags(value, field, name), adjusted=adjusted)


def _is_row(value: dict[str, Any]) -> bool:
    """Decide whether an object has tokens with tags, and not spans in a text that come with its tokens."""
    if not (tokens := _tokens(value)) or not _tag_field(value, len(tokens)):
        return False
    return "text" not in value or not any(held and is_span_list(held) for held in value.values())


def _placed(value: dict[str, Any], tokens: Sentence, name: str) -> tuple[str, tuple[Span, ...], tuple[Loss, ...]]:
    """Return the text of a row, its spans, and a correction if the tokens are not those of the text that it has."""
    text = value.get("text")
    if not isinstance(text, str):
        return *rebuilt([tokens]), ()
    with suppress(ValueError):
        return text, placed_in(text, [tokens]), ()
    return *rebuilt([tokens]), (Loss("text rebuilt from its tokens, which are not those of 'text'", name),)


def _other_tags(value: dict[str, Any], field: str, name: str) -> tuple[Loss, ...]:
    """Return the lists of tags that are not read, such as those of a finer schema."""
    others = [
        other
        for other, held in value.items()
        if other not in (field, *TOKEN_FIELDS) and isinstance(held, list) and _are_tags(held)
    ]
    return tuple(Loss(f"tags in the field {other!r}", name) for other in others)


def _are_tags(held: list[Any]) -> bool:
    return all(isinstance(tag, str) and is_tag(tag) for tag in held) and any(map(is_prefixed, held))


def names_beside(folder: Path | None) -> dict[str, list[str]]:
    """Return the names of tags by field, from the `dataset_info.json` in the folder of a data set."""
    if folder is None:
        return {}
    with suppress(OSError, ValueError):
        return names_in(json.loads((folder / "dataset_info.json").read_bytes()))
    return {}


def names_in(info: Any) -> dict[str, list[str]]:
    """Return the names of tags by field, from a description of a data set."""
    if not isinstance(info, dict):
        return {}
    features = info.get("features", info.get("info", {}).get("features") if isinstance(info.get("info"), dict) else {})
    found = {}
    for field, feature in features.items() if isinstance(features, dict) else ():
        inner = feature.get("feature", feature) if isinstance(feature, dict) else {}
        names = inner.get("names") if isinstance(inner, dict) else None
        if isinstance(names, list):
            found[field] = [str(each) for each in names]
    return found


def _tag_name(tag: object, names: Sequence[str]) -> str:
    """Return the name that a number stands for."""
    if isinstance(tag, int):
        if 0 <= tag < len(names):
            return names[tag]
        raise ValueError(
            f"its tag {tag} is a number whose name is not in the file; put the data set's dataset_info.json next to it"
        )
    raise ValueError(f"found {tag!r} where a tag is expected")


def _tag_field(value: dict[str, Any], tokens: int) -> str:
    """Return the name of the field that holds a tag for each token, or an empty string."""
    fits = (f for f in TAG_FIELDS if isinstance(value.get(f), list) and len(value[f]) == tokens)
    return next((f for f in fits if {str, int}.issuperset(map(type, value[f]))), "")


def _tokens(value: dict[str, Any]) -> list[str]:
    """Return the tokens of a row, or an empty list."""
    return next((value[field] for field in TOKEN_FIELDS if _words(value.get(field))), [])


def _words(value: object) -> bool:
    return isinstance(value, list) and set(map(type, value)) == {str}


def _tagged(files: Iterable[ExchangedFile], losses: list[Loss]) -> Iterator[ExchangedFile]:
    """Yield the tagged texts: without tags, a text would be one that holds no entity."""
    for file in files:
        if not file.tagged:
            losses.append(Loss("text that nobody has tagged", file.name))
            continue
        if not file.text.split():
            losses.append(Loss("text of blanks alone", file.name))
            continue
        yield file


def _gliner_text(value: Any, name: str) -> ExchangedFile:
    if not isinstance(value, dict) or not _words(value.get("tokenized_text")):
        raise ValueError("expected a list 'tokenized_text' of strings and a list 'ner'")
    words = value["tokenized_text"]
    text, borders = joined(words)
    spans = []
    for entry in listed(value.get("ner")):
        if not (isinstance(entry, list) and len(entry) >= 3 and all(isinstance(n, int) for n in entry[:2])):
            raise ValueError(f"found {str(entry)[:60]} where [first token, last token, label] is expected")
        first, last, label = entry[:3]
        if not 0 <= first <= last < len(words):
            raise ValueError(f"the tokens {first} to {last} are not among the text's {len(words)} tokens")
        spans.append(Span(borders[first][0], borders[last][1], label_name(label)))
    return ExchangedFile(given_name(value) or name, text, tuple(spans), tagged=True)
