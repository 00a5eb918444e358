"""Open and create projects, change their entities and files, and undo big steps."""
