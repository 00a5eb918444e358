"""Guessers: sources of suggestions that need no tags of the project. Loaded by the worker only."""
