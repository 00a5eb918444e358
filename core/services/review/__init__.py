"""Tag and review files: one file, many files by text, lists of places, and the history of a file."""
