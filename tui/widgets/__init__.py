"""Parts of screens. A widget shows something and reports what the user does; it decides nothing."""
