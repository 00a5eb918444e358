"""The screen of one file: review its suggestions and tag it by hand."""
