"""Screens about files: the list, lists of places, review by text, imports, and the history of a file."""
