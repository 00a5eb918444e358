"""Records of the people who share a project."""
