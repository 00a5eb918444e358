"""The app on a pty, a line or a disk, beside its peers, and tables of what it takes."""
