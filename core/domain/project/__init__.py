"""A project: its schema, its documents, its jobs and the quota of text records."""
