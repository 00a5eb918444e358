"""Finders, which propose spans in a text, and the recipes that fit them."""
