"""Formats that are CSV tables."""
