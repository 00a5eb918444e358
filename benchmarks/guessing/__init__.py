"""A guesser that errs on purpose, and the server that it answers from."""
