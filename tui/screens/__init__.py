"""One file a screen. A screen composes and routes; what is decided is decided in `core`."""
