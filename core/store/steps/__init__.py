"""Changes to many files that are finished or taken back as a whole."""
