"""Formats that store annotations apart from the text: in files next to the texts, or in lines below them."""
