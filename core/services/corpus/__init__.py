"""Work on corpora: texts outside a project."""
