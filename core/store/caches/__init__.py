"""Results of slow models, kept so that no text is read twice."""
