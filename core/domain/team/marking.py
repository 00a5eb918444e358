"""Choose the files that are tagged twice, and check who may tag them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

from core.errors import RequestError

LONGEST_NAME = 50


def draw(names: Sequence[str], share: float, seed: int) -> list[str]:
    """Draw a share of some files at random; the same files and seed draw the same.

    Raises:
        RequestError: the share is none, or there is no file to draw.
    """
    if not 0 < share <= 1:
        raise RequestError(f"A share of {share:g} is not possible; give one above 0 and up to 1, such as 0.2.")
    if not names:
        raise RequestError("There is no untagged file to draw from; only files without tags can be tagged blindly.")
    number = max(1, round(share * len(names)))
    return sorted(random.Random(seed).sample(sorted(names), number))  # noqa: S311 - draws files, not secrets


def check_annotators(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names of annotators, each once.

    Raises:
        RequestError: there are fewer than two, or one cannot be the name of a folder.
    """
    found = tuple(dict.fromkeys(name.strip() for name in names if name.strip()))
    if len(found) < 2:
        raise RequestError("Double annotation takes at least two annotators; name them as --annotators ann,bob.")
    for name in found:
        if len(name) > LONGEST_NAME or name.startswith(".") or not name.isprintable():
            raise RequestError(
                f"{name!r} cannot be the name of an annotator; take one of at most {LONGEST_NAME} printable "
                "characters that does not begin with a full stop."
            )
    return found
