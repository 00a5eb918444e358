"""Tags, suggestions and decisions on one file, and decisions on many suggestions at once."""
