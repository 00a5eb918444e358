"""The user's texts: found, indexed, followed when they move, never written."""
