"""Trained models: splits of the files, metrics, and comparison of models."""
