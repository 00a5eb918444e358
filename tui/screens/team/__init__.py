"""Work of several people: adjudication."""
