"""A project in one file: a zip file with a manifest of all sizes and digests."""
