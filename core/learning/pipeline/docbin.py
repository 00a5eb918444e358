"""spaCy's binary format of tagged documents, read and written by a process of its own.

    python -m core.learning.pipeline.docbin read FILE...        documents of .spacy files as JSON Lines on stdout
    python -m core.learning.pipeline.docbin write LANGUAGE FILE JSON Lines on stdin to a .spacy file

So neither the app nor a command ever loads spaCy. A line has `text`, `spans` ([start, end, entity]), `name` and
`tagged`; an error is one line on stderr, and exit status 2.
"""

from __future__ import annotations

import json
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise
from pathlib import Path
from typing import Any

import spacy
from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

NAME_KEY = "autotag_name"
"""Where the name of a text is kept in a document's user data."""

Row = dict[str, Any]


def write(rows: Iterable[Row], path: Path, language: str) -> None:
    """Write texts to a file as documents."""
    path.write_bytes(to_bytes(rows, language))


def to_bytes(rows: Iterable[Row], language: str) -> bytes:
    """Return texts as documents, cut into tokens by the rules of a language and at the borders of their tags.

    A row may have `user_data`, which its document keeps.
    """
    nlp = spacy.blank(language)
    nlp.max_length = 10**9
    kept = DocBin(attrs=["ENT_IOB", "ENT_TYPE"], store_user_data=True)
    for row in rows:
        kept.add(_document(nlp.vocab, nlp.make_doc(row["text"]), row))
    data: bytes = kept.to_bytes()
    return data


def read(path: Path) -> Iterator[Row]:
    """Yield the documents of a file; one without any entity annotation is untagged."""
    vocab = Vocab()
    for doc in DocBin().from_disk(path).get_docs(vocab):
        yield {
            "text": doc.text,
            "spans": [[span.start_char, span.end_char, span.label_] for span in doc.ents],
            "name": str(doc.user_data.get(NAME_KEY, "")),
            "tagged": bool(doc.has_annotation("ENT_IOB")),
            "groups": sum(map(len, doc.spans.values())),
        }


def _document(vocab: Vocab, plain: Doc, row: Row) -> Doc:
    spans = [(start, end, entity) for start, end, entity in row["spans"]]
    words, spaces = _cut(plain, {start for start, _, _ in spans}, {end for _, end, _ in spans})
    doc = Doc(vocab, words=words, spaces=spaces, user_data={NAME_KEY: row["name"], **row.get("user_data", {})})
    found = [doc.char_span(start, end, label=entity) for start, end, entity in spans]
    doc.set_ents(
        [span for span in found if span is not None],  # none is: every border is one of a token
        default="outside" if row["tagged"] else "missing",
    )
    return doc


def _cut(plain: Doc, starts: AbstractSet[int], ends: AbstractSet[int]) -> tuple[list[str], list[bool]]:
    """Return the words of a document, cut at every border, and whether a space follows each."""
    words: list[str] = []
    spaces: list[bool] = []
    borders = sorted(starts | ends)
    for token in plain:
        start, end = token.idx, token.idx + len(token.text)
        inside = borders[bisect_right(borders, start) : bisect_left(borders, end)]
        for left, right in pairwise((start, *inside, end)):
            words.append(plain.text[left:right])
            spaces.append(False)
        if token.whitespace_ and (end in starts or end + 1 in ends):
            words.append(" ")  # a tag begins or ends with this blank: it has to be a word of its own
            spaces.append(False)
        else:
            spaces[-1] = bool(token.whitespace_)
    return words, spaces


def main(arguments: Sequence[str]) -> int:
    """Run the program and return its exit status."""
    try:
        if arguments[0] == "write":
            language, target = arguments[1:]
            write(map(json.loads, sys.stdin.buffer), Path(target), language)
            return 0
        for name in arguments[1:]:
            for row in read(Path(name)):
                sys.stdout.buffer.write(json.dumps({**row, "file": name}).encode() + b"\n")
    except Exception as error:  # noqa: BLE001 - whatever a damaged file makes of it, one line for the one who asked
        print(f"{type(error).__name__}: {error}".splitlines()[0][:300], file=sys.stderr)  # noqa: T201 - a program
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
