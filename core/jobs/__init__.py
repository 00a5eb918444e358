"""Jobs: work that a detached process does and that can be watched, cancelled and resumed."""
