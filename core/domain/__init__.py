"""Pure values and rules: no input or output, nothing outside the standard library."""
