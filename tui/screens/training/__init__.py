"""Screens that train a model, list the models, and show one."""
