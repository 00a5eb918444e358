"""Jobs: work done by a detached process. Users can watch, cancel and resume them."""
