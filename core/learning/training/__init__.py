"""Train a model from examples and write its pipeline."""
