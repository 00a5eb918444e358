"""Files that survive crashes, locks, rights and paths, under every record."""
