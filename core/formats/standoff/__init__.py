"""Formats that store annotations apart from the text: in files beside the texts, or in lines below them."""
