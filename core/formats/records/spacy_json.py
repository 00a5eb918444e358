"""spaCy 2's JSON corpus: documents of paragraphs of sentences of tokens, with entities in BILOU."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from core.domain.text.spans import Span
from core.formats.columns.tokens import OUTSIDE, Sentence, is_tag, placed_in, rebuilt
from core.formats.interface import ExchangedFile, Read, Source
from core.formats.placing import placed
from core.formats.records.span_fields import mentions_in
from core.formats.records.texts import read_texts
from core.formats.sample import Sample


class SpacyJson:
    """Reads the corpus; each document becomes one text of its paragraphs."""

    name = "spacyjson"
    expects = "JSON objects with 'paragraphs' of 'sentences' of 'tokens'"

    def recognises(self, sample: Sample) -> bool:
        """Decide whether the content consists of documents with paragraphs."""
        return sample.most_have("paragraphs")

    def read(self, stream: BinaryIO, source: Source) -> Iterator[Read]:
        """Yield the documents in a stream."""
        yield from read_texts(stream, source, _document)


def _document(value: Any, name: str) -> ExchangedFile:
    if not isinstance(value, dict) or not isinstance(value.get("paragraphs"), list):
        raise ValueError("the list 'paragraphs' is missing")
    text = ""
    spans: list[Span] = []
    for paragraph in value["paragraphs"]:
        raw, found = _paragraph(paragraph)
        spans += [Span(s.start + len(text), s.end + len(text), s.entity) for s in found]
        text += raw if raw.endswith("\n") else f"{raw}\n"
    text = text.removesuffix("\n") if _is_raw(value) else text
    return ExchangedFile(name, text, tuple(spans), tagged=any(map(_is_tagged, value["paragraphs"])))


def _is_tagged(paragraph: dict[str, Any]) -> bool:
    tokens = [token for sentence in paragraph["sentences"] for token in sentence["tokens"]]
    return isinstance(paragraph.get("entities"), list) or any("ner" in token for token in tokens)


def _is_raw(value: dict[str, Any]) -> bool:
    last = value["paragraphs"][-1] if value["paragraphs"] else {}
    return isinstance(last, dict) and isinstance(last.get("raw"), str) and not last["raw"].endswith("\n")


def _paragraph(paragraph: Any) -> tuple[str, list[Span]]:
    sentences = [_sentence(each) for each in _list(paragraph, "sentences")]
    text, spans = rebuilt(sentences)
    raw = paragraph.get("raw")
    if not isinstance(raw, str):
        return text, list(spans)
    if not spans and paragraph.get("entities"):  # as later versions write them, next to the tokens or without them
        return raw, placed(raw, mentions_in(paragraph["entities"]), "")[0]
    return raw, list(placed_in(raw, sentences))


def _sentence(sentence: Any) -> Sentence:
    made = Sentence()
    for token in _list(sentence, "tokens"):
        word = token.get("orth") if isinstance(token, dict) else None
        tag = token.get("ner", OUTSIDE) if isinstance(token, dict) else None
        if not isinstance(word, str) or not word:
            raise ValueError("a token has no 'orth'")
        if not isinstance(tag, str) or not is_tag(tag):
            raise ValueError(f"the token {word!r} has the tag {tag!r}; expected O or a tag such as B-City")
        made.words.append(word)
        made.tags.append(tag)
    return made


def _list(value: Any, field: str) -> list[Any]:
    held = value.get(field) if isinstance(value, dict) else None
    if not isinstance(held, list):
        raise ValueError(f"the list {field!r} is missing")
    return held
