"""The record of each text, and the journal of decisions that are not saved yet."""
