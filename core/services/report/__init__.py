"""A report on a project in one page, for those who pay for it."""
