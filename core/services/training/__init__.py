"""Train models, compare them, and exchange spaCy pipelines."""
