"""Guesses kept of texts."""

from __future__ import annotations

import os

from core.domain.text.guesses import Guess
from core.store.caches.guesses import KeptGuesses, keep_guesses, load_guesses


def test_guesses_are_kept_and_what_a_stranger_put_in_their_place_is_passed_over(project):
    kept = KeptGuesses("p", (Guess(0, 4, "Person", 0.5),))
    keep_guesses(project.paths, "g", "identity", "Anna", kept)
    assert load_guesses(project.paths, "g", "identity", "Anna") == kept
    (path,) = (project.paths.data / "guesses").rglob("*.json")
    path.write_bytes(b"{")
    assert load_guesses(project.paths, "g", "identity", "Anna") is None
    path.unlink()
    os.mkfifo(path)  # reading it would never end
    assert load_guesses(project.paths, "g", "identity", "Anna") is None
