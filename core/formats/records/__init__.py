"""Formats that store one JSON value a text: JSON Lines, arrays, and objects in a row."""
