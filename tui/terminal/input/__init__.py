"""Input from the terminal: from bytes to Textual's events.

`grammar` splits the stream into `tokens`, `interpreter` decides what each token means, and `driver` reads the terminal.
"""
