"""Train spaCy's own `ner`, from the weights of an installed pipeline or from scratch.

The pipeline has no component of autotag's, so `spacy.load` opens it anywhere.
"""

from __future__ import annotations

import random
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Generator, Iterable, Sequence
from itertools import pairwise
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.tokens import Span as DocSpan
from spacy.training import Example as SpacyExample
from spacy.util import compile_infix_regex, minibatch
from thinc.api import compounding, fix_random_seed

from core.domain.models.metrics import Evaluation, evaluate
from core.domain.text.spans import Span
from core.learning.pipeline.base import load_reduced
from core.learning.pipeline.tokenizer import SINGLE
from core.learning.training.examples import Example

EPOCHS = 40
PATIENCE = 6
"""Epochs without improvement after which training stops, once F1 is above 0."""

DROPOUT = 0.3
_LETTER = r"[^\W\d_]"
_INFIXES = (
    f"[{SINGLE}]",
    r"[\u3000-\u303f\u30fb\uff00-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]",  # punctuation of East Asia
    rf"(?<={_LETTER})(?=\d)",
    rf"(?<=\d)(?={_LETTER})",
    r"(?<=\d)[%:/](?=\w)",
)

_HELD_OUT = 8
"""One file in this many is held out to decide when to stop."""


def train_ner(examples: Sequence[Example], base: str, language: str, seed: int) -> Generator[float, None, Language]:
    """Train on tagged files; yield the share done after each batch.

    Raises:
        WorkError: the base pipeline does not load.
    """
    random.seed(seed)
    fix_random_seed(seed)
    nlp = _start(base, language)
    _split_cut_tokens(nlp, examples)
    ordered = sorted(examples, key=lambda example: example.name)
    random.Random(seed).shuffle(ordered)  # noqa: S311 - repeatable, not secret
    held = ordered[: len(ordered) // _HELD_OUT] or ordered
    learned = ordered[len(ordered) // _HELD_OUT :]
    training = [_spacy_example(nlp, example) for example in learned]
    ner = nlp.get_pipe("ner")
    for entity in sorted({span.entity for example in examples for span in example.spans}):
        ner.add_label(entity)  # type: ignore[attr-defined]  # every `ner` has it; the base class does not say so
    with nlp.select_pipes(enable=[name for name in ("tok2vec", "ner") if name in nlp.pipe_names]):
        optimizer = nlp.resume_training() if base else nlp.initialize(lambda: training)
        best, best_bytes, stale = 0.0, nlp.to_bytes(), 0
        for epoch in range(EPOCHS):
            random.shuffle(training)
            for batch in _batches(training):
                nlp.update(batch, sgd=optimizer, drop=DROPOUT)
                yield epoch / EPOCHS
            figure = _f1(nlp, held)
            if figure > best:
                best, best_bytes, stale = figure, nlp.to_bytes(), 0
            elif best > 0:
                stale += 1
                if stale >= PATIENCE:
                    break
    nlp.from_bytes(best_bytes)
    return nlp


def _batches(training: list[SpacyExample]) -> Iterable[list[SpacyExample]]:
    """Make batches that start small, so that even a handful of files updates the weights often."""
    untyped: Any = minibatch
    batches: Iterable[list[SpacyExample]] = untyped(training, size=compounding(2.0, 16.0, 1.05))
    return batches


def entities_of(doc: Doc) -> list[Span]:
    """Return the entities of a document as spans."""
    return [Span(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents]


def _start(base: str, language: str) -> Language:
    if not base:
        nlp = spacy.blank(language)
        _split_finely(nlp)
        nlp.add_pipe("ner")
        return nlp
    nlp = load_reduced(base)
    if "ner" not in nlp.pipe_names:
        nlp.add_pipe("ner").initialize(list, nlp=nlp)  # type: ignore[attr-defined]
    return nlp


def _split_finely(nlp: Language) -> None:
    """Make spaCy's tokenizer split scripts without spaces, and letters from digits."""
    tokenizer: Any = nlp.tokenizer
    if hasattr(tokenizer, "infix_finditer"):  # the tokenizers of a few languages have no such rules
        infixes = [*(nlp.Defaults.infixes or ()), *_INFIXES]
        tokenizer.infix_finditer = compile_infix_regex(infixes).finditer


def _split_cut_tokens(nlp: Language, examples: Sequence[Example]) -> None:
    """Add tokenizer rules that split tokens at the borders of tags; the pipeline saves them."""
    for example in examples:
        doc = nlp.make_doc(example.text)
        borders = sorted({offset for span in example.spans for offset in span.borders})
        for token in doc:
            inside = borders[bisect_right(borders, token.idx) : bisect_left(borders, token.idx + len(token))]
            cuts = [offset - token.idx for offset in inside]
            if cuts:
                edges = [0, *cuts, len(token)]
                parts = [token.text[left:right] for left, right in pairwise(edges)]
                tokenizer: Any = nlp.tokenizer  # the rules are those of spaCy's own tokenizer class
                tokenizer.add_special_case(token.text, [{"ORTH": part} for part in parts])


def lost_tags(nlp: Language, examples: Sequence[Example]) -> Counter[str]:
    """Count, by entity, the tags that `ner` cannot learn: they begin or end inside a token, or with a blank."""
    lost = Counter[str]()
    for example in examples:
        doc = nlp.make_doc(example.text)
        found = ((span, doc.char_span(*span.borders)) for span in example.spans)
        lost.update(span.entity for span, tokens in found if not tokens or tokens[0].is_space or tokens[-1].is_space)
    return lost


def _spacy_example(nlp: Language, example: Example) -> SpacyExample:
    doc = nlp.make_doc(example.text)
    spans = [doc.char_span(*span.borders, label=span.entity) for span in example.spans]
    reference = doc.copy()
    entities = [span for span in spans if span is not None]
    if example.known.is_all:
        reference.set_ents(entities)
    else:  # spaCy learns nothing from tokens that are marked as missing
        reference.set_ents(entities, outside=_outside(doc, example, entities), default="missing")
    return SpacyExample(doc, reference)


def _outside(doc: Doc, example: Example, entities: Sequence[DocSpan]) -> list[DocSpan]:
    """Return a span for each known token that is in no entity."""
    inside = {token.i for entity in entities for token in entity}
    known = (token for token in doc if example.known.covers(token.idx, token.idx + len(token)))
    return [doc[token.i : token.i + 1] for token in known if token.i not in inside]


def _f1(nlp: Language, examples: Sequence[Example]) -> float:
    total = Evaluation()
    for example, doc in zip(examples, nlp.pipe(example.text for example in examples), strict=True):
        total += evaluate(example.spans, [span for span in entities_of(doc) if example.settles(span)])
    return total.total.f1
