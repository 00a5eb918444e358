"""File formats: one module each, one interface to read and to write."""
