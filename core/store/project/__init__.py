"""The records that a project has one of: its own file, the quota, guessers, and sharing."""
