"""Frozen lists of names and words, and the script that collects them."""
