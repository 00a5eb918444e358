"""Work that several people share."""
