"""Audits: judge a random sample of tags and of text, and estimate how good all tags of the project are."""
