"""Trigger Autotag: choose model, entities and files, review, start. Going back keeps the choices."""
