"""The two faces of autotag on a terminal: full screen, and commands."""
