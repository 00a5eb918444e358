"""Formats that store one token a line, with its tag in a column."""
