"""The conditional random field: its features, its BIO schemes, and its probabilities of spans."""
