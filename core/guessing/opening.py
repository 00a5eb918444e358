"""Open a guesser by its settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from core.domain.project.guessers import Guesser, GuesserKind
from core.domain.project.schema import Entity
from core.guessing.guesser import OpenGuesser


def open_guesser(
    guesser: Guesser,
    entities: Sequence[Entity],
    known: Mapping[str, Any],
    on_known: Callable[[dict[str, Any]], None],
) -> OpenGuesser:
    """Open a guesser. Whether texts may go to its host is for the caller to check.

    Args:
        guesser: its settings.
        entities: to look for.
        known: what is known of its server.
        on_known: called with that when more is known, to be kept.

    Raises:
        WorkError: it cannot be opened: a package, a folder, a file or the key is missing.
    """
    # Each kind loads what it needs: HTTP, spaCy or ONNX.
    names = [entity.name for entity in entities]
    if guesser.kind is GuesserKind.CHAT:
        from core.guessing.chat.guesser import ChatGuesser

        return ChatGuesser(guesser, entities, dict(known), on_known)
    if guesser.kind is GuesserKind.GLINER:
        from core.guessing.gliner import open_gliner

        return open_gliner(guesser, entities)
    if guesser.kind is GuesserKind.PIPELINE:
        from core.guessing.pipeline import open_pipeline

        return open_pipeline(guesser, names)
    from core.guessing.patterns import open_patterns

    return open_patterns(guesser, names)
