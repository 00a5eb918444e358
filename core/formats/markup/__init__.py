"""Formats in XML and YAML, and the JSON form of UIMA CAS."""
