"""Trained spaCy pipelines: our components and tokenizer, loading, running and registering them."""
