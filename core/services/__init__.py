"""The use cases: all that a screen or a command may ask for."""
