"""Audits: how good the tags of a project are, from a sample that people judge."""
