"""Crash-safe storage of projects, and the only importer of TinyDB."""
