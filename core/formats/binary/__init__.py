"""Formats that need a heavy library, which reads and writes them in another process."""
