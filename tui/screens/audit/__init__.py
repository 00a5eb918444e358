"""Audits: the figures, and the sample to judge."""
