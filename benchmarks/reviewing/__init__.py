"""A scripted reviewer, which knows the right spans, and the keys it needs."""
