"""Stretches of a text: spans, words, offsets, and finding a stretch again after the text changed."""
