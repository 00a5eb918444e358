"""The list of entities."""
