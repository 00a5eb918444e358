"""Corpora: texts outside a project, read as records, tagged by a model, and written in parts."""
