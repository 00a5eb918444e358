"""Parts that screens are made of. A widget shows and tells; it decides nothing."""
