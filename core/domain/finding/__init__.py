"""Find places in a text: likely mentions, tagged strings, searches, and labels to jump to them."""
